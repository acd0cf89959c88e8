package io.trunkline.broker.state;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityRuntime;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.SubQueue;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.Codec;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a messaging namespace. Everything but {@link #catalog} is for the shard's
 * thread only.
 */
public final class BrokerMachine implements StateMachine<BrokerCommand<?>> {
  /** Outbox kind: delete the entity whose path is the payload, because nobody uses it. */
  public static final String DELETE_IDLE = "delete-idle";

  /** Outbox kind: raise an event; see {@link NoListenerEvent}. */
  public static final String EVENT = "event";

  /** The timer of bodies whose messages have not come. */
  public static final String UPLOADS = "uploads";

  private static final String TIMER_PREFIX = "wake/";

  private final BrokerCommandCodec codec = new BrokerCommandCodec();
  private final Entities entities = new Entities();
  private final HotMessages hot;
  private final ReadAhead readAhead;
  private final PayloadCounts payloads = new PayloadCounts();
  private final BrokerLimits limits;
  private final Publisher publisher;
  private final Settlements settlements;
  private final Definitions definitions;
  private final Maintenance maintenance;
  private final Transactions transactions;

  public BrokerMachine(BrokerLimits limits) {
    this.limits = limits;
    hot = new HotMessages(limits.hotMessageBytes());
    readAhead = new ReadAhead(hot);
    publisher = new Publisher(entities, hot, limits);
    settlements = new Settlements(entities, publisher, limits);
    definitions = new Definitions(entities, publisher, limits);
    maintenance = new Maintenance(entities, publisher);
    transactions = new Transactions(entities, publisher, settlements);
  }

  static String timerKey(long entity) {
    return TIMER_PREFIX + entity;
  }

  /** Returns the entity whose timer {@code key} names. */
  public static long entityOfTimer(String key) {
    return Long.parseLong(key.substring(TIMER_PREFIX.length()));
  }

  @Override
  public Codec<BrokerCommand<?>> codec() {
    return codec;
  }

  @Override
  public void restore(Store store) {
    Tables tables = new Tables(store);
    hot.clear();
    payloads.clear();
    entities.clear();
    tables.loadEntities(entities);
    for (EntityState entity : entities.all()) {
      tables.loadMessages(entity, payloads);
      tables.sessionStates(entity.id, (_, state) -> entity.addBytes(state.state().length));
      for (RuleDescription rule : tables.rules(entity)) {
        entity.rules.put(rule.name().toLowerCase(Locale.ROOT), CompiledRule.of(rule, limits));
      }
    }
  }

  @Override
  public Object apply(BrokerCommand<?> command, ApplyContext context) {
    Step step = new Step(context, payloads);
    Object reply = carryOut(command, step);
    step.finish();
    return reply;
  }

  private @Nullable Object carryOut(BrokerCommand<?> command, Step step) {
    switch (command) {
      case BrokerCommand.Send send -> {
        return publisher.send(send, step);
      }
      case BrokerCommand.SendEach send -> {
        return publisher.sendEach(send, step);
      }
      case BrokerCommand.PutEntity put -> {
        return definitions.put(put, step);
      }
      case BrokerCommand.Reserve reserve -> {
        return publisher.reserve(reserve, step);
      }
      case BrokerCommand.Transact transact -> transactions.commit(transact, step);
      case BrokerCommand.Transfer transfer -> transactions.transfer(transfer, step);
      case BrokerCommand.Schedule schedule -> transactions.schedule(schedule, step);
      case BrokerCommand.Complete complete -> settlements.complete(complete, step);
      case BrokerCommand.Abandon abandon -> settlements.abandon(abandon, step);
      case BrokerCommand.SendToBack back -> settlements.sendToBack(back, step);
      case BrokerCommand.ExpireLocks expire -> settlements.expireLocks(expire, step);
      case BrokerCommand.Defer defer -> settlements.defer(defer, step);
      case BrokerCommand.DeadLetter letter -> settlements.deadLetter(letter, step);
      case BrokerCommand.CancelScheduled cancel -> settlements.cancelScheduled(cancel, step);
      case BrokerCommand.SetSessionState set -> settlements.setSessionState(set, step);
      case BrokerCommand.PutPiece piece -> putPiece(piece, step);
      case BrokerCommand.DropUpload(UUID upload) -> step.uploads().drop(upload);
      case BrokerCommand.SweepUploads() -> sweepUploads(step);
      case BrokerCommand.Wake wake -> maintenance.wake(wake, step);
      case BrokerCommand.RemoveEntity remove -> definitions.remove(remove, step);
      case BrokerCommand.PutRule put -> definitions.putRule(put, step);
      case BrokerCommand.RemoveRule remove -> definitions.removeRule(remove, step);
      case BrokerCommand.Notify notify -> announce(notify, step);
      case BrokerCommand.Finish(String id) -> step.context().finish(id);
    }
    return null;
  }

  private void putPiece(BrokerCommand.PutPiece command, Step step) {
    EntityState entity = entities.require(command.entity());
    Uploads.Upload before = step.uploads().find(command.upload());
    long bytes = before.bytes() + command.piece().length;
    if (before.pieces() != command.index() || bytes > entity.settings.maxMessageBytes()) {
      throw new BrokerException(
          BrokerError.ARGUMENT_ERROR,
          "Piece %d does not follow %d pieces.".formatted(command.index(), before.pieces()));
    }
    if (!entity.settings.status().maySend() || entity.full(bytes)) {
      throw new BrokerException(
          BrokerError.QUOTA_EXCEEDED, "'" + entity.path + "' is full or disabled.");
    }
    step.uploads().add(command.upload(), command.piece(), step.now());
    if (step.uploads().sweepDue() == Long.MAX_VALUE) {
      scheduleSweep(step.now() + limits.uploadTimeout().toMillis(), step);
    }
  }

  private static void scheduleSweep(long at, Step step) {
    step.uploads().sweepDue(at);
    if (at == Long.MAX_VALUE) {
      step.context().cancelTimer(UPLOADS);
    } else {
      step.context().setTimer(UPLOADS, at);
    }
  }

  private void sweepUploads(Step step) {
    long timeout = limits.uploadTimeout().toMillis();
    long oldest = step.uploads().sweep(step.now() - timeout + 1);
    scheduleSweep(oldest == Long.MAX_VALUE ? oldest : oldest + timeout, step);
  }

  private void announce(BrokerCommand.Notify command, Step step) {
    EntityState entity = entities.find(command.queue().entity());
    if (entity != null) {
      String id = step.newId().toString();
      NoListenerEvent event =
          new NoListenerEvent(
              entity.path.with(command.queue().subQueue()), step.now(), command.traceparent());
      step.context().enqueue(new OutboxEntry(id, EVENT, event.encode()));
    }
  }

  /** Returns the entities, for any thread. */
  public Catalog catalog() {
    return entities.catalog();
  }

  /** Returns a queue's index, or null where its entity is gone. */
  public @Nullable MessageQueue queue(QueueId id) {
    EntityState entity = entities.find(id.entity());
    return entity == null ? null : entity.queue(id.subQueue());
  }

  /** Returns the queues of all entities. */
  public List<MessageQueue> queues() {
    return entities.all().stream().flatMap(entity -> entity.queues().stream()).toList();
  }

  /** Reads a message that is in the index. */
  public StoredMessage load(QueueId queue, MessageEntry entry, Store store) {
    if (entry.content() != null) {
      return entry.content();
    }
    Tables tables = new Tables(store);
    MessageRecord record = tables.message(queue, entry.sequenceNumber());
    return record.stored(
        entry.sequenceNumber(), tables.payload(record.payload()), tables.body(record.payload()));
  }

  /**
   * Reads a message that is to be given out now; of a queue without sessions also those that follow
   * it, so that they are in memory when their turn comes.
   */
  public StoredMessage loadNext(MessageQueue queue, MessageEntry entry, Store store) {
    if (entry.content() == null && !queue.sessions()) {
      readAhead.read(queue, entry, new Tables(store));
    }
    return load(queue.id(), entry, store);
  }

  /** Returns a piece of a large body, or null where its message is gone. */
  public byte @Nullable [] piece(LargeBody body, int index, Store store) {
    return new Uploads(store).piece(body.id(), index);
  }

  /** Returns the rules of a subscription, ordered by name. */
  public List<RuleDescription> rules(long entity) {
    return entities.require(entity).rules.values().stream().map(CompiledRule::description).toList();
  }

  /** Returns the state of a session. */
  public Optional<byte[]> sessionState(long entity, String sessionId, Store store) {
    return Optional.ofNullable(new Tables(store).sessionState(entity, sessionId))
        .map(Tables.SessionState::state);
  }

  /**
   * Returns ids of sessions in order.
   *
   * @param updatedSince those whose state was set after it; null for all that have messages or
   *     state
   */
  public NavigableSet<String> sessions(long entity, @Nullable Long updatedSince, Store store) {
    TreeSet<String> ids = new TreeSet<>();
    new Tables(store)
        .sessionStates(
            entity,
            (id, state) -> {
              if (updatedSince == null || state.updatedAt() > updatedSince) {
                ids.add(id);
              }
            });
    if (updatedSince == null) {
      for (MessageEntry entry : entities.require(entity).main().messages()) {
        if (entry.state() == MessageState.ACTIVE && entry.sessionId() != null) {
          ids.add(entry.sessionId());
        }
      }
    }
    return ids;
  }

  /** Returns the sequence numbers of the scheduled messages that come first. */
  public List<Long> scheduled(long entity, int most) {
    return entities.require(entity).main().scheduled().stream()
        .limit(most)
        .map(MessageEntry::sequenceNumber)
        .toList();
  }

  /**
   * Returns what an entity holds.
   *
   * @param receivedAt when the leader last saw a receiver, milliseconds since the epoch
   */
  public EntityRuntime runtime(long id, long receivedAt) {
    EntityState entity = entities.require(id);
    int scheduled = entity.main().scheduledCount();
    boolean topic = entity.kind == EntityKind.TOPIC;
    return new EntityRuntime(
        entity.main().messages().size() - scheduled,
        entity.queue(SubQueue.DEAD_LETTER).messages().size(),
        scheduled,
        0,
        entity.queue(SubQueue.TRANSFER_DEAD_LETTER).messages().size(),
        entity.bytes,
        entity.subscriptions.size(),
        topic ? entity.sqlFilters() : 0,
        topic ? entity.correlationFilters() : 0,
        entity.createdAt,
        entity.updatedAt,
        Math.max(entity.usedAt, receivedAt));
  }
}
