package io.trunkline.broker.state;

import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntitySettings;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.state.MessageRecord.PayloadId;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Where everything stands in the store. One letter per table:
 *
 * <pre>
 *   e entity                      definition
 *   c entity                      counters
 *   r entity rule                 rule
 *   m entity sub-queue sequence   message
 *   p command index               payload
 *   x command index               what earlier versions noted of payloads of several messages
 *   g command index               the large body of a payload
 *   u upload                      a large body that waits for its message
 *   w                             when such bodies are looked through
 *   l upload piece                a piece of a large body
 *   s entity session              session state
 *   d entity message-id           when it was accepted (duplicate detection)
 *   h entity time message-id      the same, ordered by time
 * </pre>
 */
final class Tables {
  private static final byte[] NOTHING = {};
  private final Store store;

  Tables(Store store) {
    this.store = store;
  }

  // ---- entities -----------------------------------------------------------------------------

  void putEntity(EntityState entity) {
    BinaryWriter out = new BinaryWriter(256);
    DefinitionFormat.writePath(out, entity.path);
    DefinitionFormat.writeKind(out, entity.kind);
    DefinitionFormat.writeSettings(out, entity.settings);
    out.number(entity.createdAt).number(entity.updatedAt).flag(entity.hadRules);
    out.number(entity.revision);
    store.put(Keys.of("e").number(entity.id).bytes(), out.toBytes());
  }

  /** Adds what the store holds to {@code entities}, topics before their subscriptions. */
  void loadEntities(Entities entities) {
    List<EntityState> subscriptions = new ArrayList<>();
    store.scanPrefix(
        Keys.of("e").bytes(),
        (key, value) -> {
          BinaryReader in = new BinaryReader(value);
          EntityPath path = DefinitionFormat.readPath(in);
          EntityKind kind = DefinitionFormat.readKind(in);
          EntitySettings settings = DefinitionFormat.readSettings(in);
          EntityState topic =
              path.topic().map(entities::find).orElse(null); // a topic is always older
          EntityState entity =
              new EntityState(Keys.lastNumber(key), path, kind, topic, settings, in.number());
          entity.updatedAt = in.number();
          entity.hadRules = in.flag();
          entity.revision = in.laterNumber();
          entities.put(entity);
          subscriptions.add(entity);
          return true;
        });
    subscriptions.forEach(this::loadCounters);
  }

  void putCounters(EntityState entity) {
    BinaryWriter out =
        new BinaryWriter(64)
            .number(entity.nextSequence)
            .number(entity.wakeAt)
            .number(entity.usedAt)
            .number(entity.retryAt);
    store.put(Keys.of("c").number(entity.id).bytes(), out.toBytes());
  }

  private void loadCounters(EntityState entity) {
    byte[] value = store.get(Keys.of("c").number(entity.id).bytes());
    if (value != null) {
      BinaryReader in = new BinaryReader(value);
      entity.nextSequence = in.number();
      entity.wakeAt = in.number();
      entity.usedAt = in.number();
      entity.retryAt = in.number();
    }
  }

  void putRule(EntityState entity, RuleDescription rule) {
    BinaryWriter out = new BinaryWriter(256);
    DefinitionFormat.writeRule(out, rule);
    store.put(ruleKey(entity, rule.name()), out.toBytes());
  }

  void deleteRule(EntityState entity, String name) {
    store.delete(ruleKey(entity, name));
  }

  List<RuleDescription> rules(EntityState entity) {
    List<RuleDescription> rules = new ArrayList<>();
    store.scanPrefix(
        Keys.of("r").number(entity.id).bytes(),
        (_, value) -> rules.add(DefinitionFormat.readRule(new BinaryReader(value))));
    return rules;
  }

  private static byte[] ruleKey(EntityState entity, String name) {
    return Keys.of("r").number(entity.id).text(name.toLowerCase(Locale.ROOT)).bytes();
  }

  /** Removes all of an entity but its messages. */
  void deleteEntity(EntityState entity) {
    store.delete(Keys.of("e").number(entity.id).bytes());
    store.delete(Keys.of("c").number(entity.id).bytes());
    for (String table : List.of("r", "s", "d", "h")) {
      store.deletePrefix(Keys.of(table).number(entity.id).bytes());
    }
  }

  // ---- messages -----------------------------------------------------------------------------

  private static byte[] messageKey(QueueId queue, long sequenceNumber) {
    return queueKey(queue).number(sequenceNumber).bytes();
  }

  private static Keys queueKey(QueueId queue) {
    return Keys.of("m").number(queue.entity()).raw(new byte[] {(byte) queue.subQueue().code()});
  }

  void putMessage(QueueId queue, long sequenceNumber, MessageRecord message) {
    store.put(messageKey(queue, sequenceNumber), message.encode());
  }

  MessageRecord message(QueueId queue, long sequenceNumber) {
    byte[] value = store.get(messageKey(queue, sequenceNumber));
    if (value == null) {
      throw new IllegalStateException(
          "message %d of %s is in the index but not in the store".formatted(sequenceNumber, queue));
    }
    return MessageRecord.decode(value);
  }

  /**
   * Visits the records of a queue's messages from one number to another, both included.
   *
   * @param visitor returns whether to go on
   */
  void messages(QueueId queue, long first, long last, BiPredicate<Long, byte[]> visitor) {
    store.scan(
        messageKey(queue, first),
        messageKey(queue, last + 1),
        (key, value) -> visitor.test(Keys.lastNumber(key), value));
  }

  void deleteMessage(QueueId queue, long sequenceNumber) {
    store.delete(messageKey(queue, sequenceNumber));
  }

  void loadMessages(EntityState entity, PayloadCounts payloads) {
    for (SubQueue subQueue : SubQueue.values()) {
      MessageQueue queue = entity.queue(subQueue);
      store.scanPrefix(
          queueKey(queue.id()).bytes(),
          (key, value) -> {
            MessageEntry entry =
                new MessageEntry(Keys.lastNumber(key), MessageRecord.decode(value));
            queue.add(entry);
            payloads.found(entry.payload());
            entity.addBytes(entry.size());
            return true;
          });
    }
  }

  // ---- payloads -----------------------------------------------------------------------------

  private static byte[] payloadKey(String table, PayloadId id) {
    return Keys.of(table).number(id.command()).number(id.index()).bytes();
  }

  byte[] payload(PayloadId id) {
    byte[] payload = store.get(payloadKey("p", id));
    return payload == null ? NOTHING : payload;
  }

  /**
   * Visits payloads from one to another, both included. What the ids that it gives say of copies
   * and bodies is not to be relied on.
   *
   * @param visitor returns whether to go on
   */
  void payloads(PayloadId first, PayloadId last, BiPredicate<PayloadId, byte[]> visitor) {
    store.scan(
        payloadKey("p", first),
        Keys.after(payloadKey("p", last)),
        (key, value) -> {
          long command = Keys.numberAt(key, key.length - 2 * Long.BYTES);
          int index = (int) Keys.lastNumber(key);
          return visitor.test(new PayloadId(command, index, false, false), value);
        });
  }

  void putPayload(PayloadId id, byte[] payload) {
    store.put(payloadKey("p", id), payload);
  }

  void putBody(PayloadId id, LargeBody body) {
    BinaryWriter out = new BinaryWriter(32);
    MessageFormat.writeBody(out, body);
    store.put(payloadKey("g", id), out.toBytes());
  }

  @Nullable LargeBody body(PayloadId id) {
    byte[] value = id.large() ? store.get(payloadKey("g", id)) : null;
    return value == null ? null : MessageFormat.readBody(new BinaryReader(value));
  }

  /** Removes a payload that no message has any more. */
  void deletePayload(PayloadId id) {
    store.delete(payloadKey("p", id));
    LargeBody body = body(id);
    if (body != null) {
      store.delete(payloadKey("g", id));
      new Uploads(store).deletePieces(body.id());
    }
    if (id.shared()) {
      store.delete(payloadKey("x", id)); // what earlier versions counted
    }
  }

  // ---- sessions and duplicates --------------------------------------------------------------

  /** The state of a session with the time it was set. */
  @SuppressWarnings("ArrayRecordComponent") // bytes that pass through
  record SessionState(long updatedAt, byte[] state) {}

  private static byte[] sessionKey(long entity, String sessionId) {
    return Keys.of("s").number(entity).raw(sessionId.getBytes(StandardCharsets.UTF_8)).bytes();
  }

  @Nullable SessionState sessionState(long entity, String sessionId) {
    byte[] value = store.get(sessionKey(entity, sessionId));
    return value == null ? null : readSessionState(value);
  }

  private static SessionState readSessionState(byte[] value) {
    BinaryReader in = new BinaryReader(value);
    return new SessionState(in.number(), in.bytes());
  }

  void putSessionState(long entity, String sessionId, SessionState state) {
    store.put(
        sessionKey(entity, sessionId),
        new BinaryWriter(state.state().length + 16)
            .number(state.updatedAt())
            .bytes(state.state())
            .toBytes());
  }

  void deleteSessionState(long entity, String sessionId) {
    store.delete(sessionKey(entity, sessionId));
  }

  /** Visits the session states of an entity, ordered by session id. */
  void sessionStates(long entity, BiConsumer<String, SessionState> visitor) {
    byte[] prefix = Keys.of("s").number(entity).bytes();
    store.scanPrefix(
        prefix,
        (key, value) -> {
          String id =
              new String(key, prefix.length, key.length - prefix.length, StandardCharsets.UTF_8);
          visitor.accept(id, readSessionState(value));
          return true;
        });
  }

  Store store() {
    return store;
  }
}
