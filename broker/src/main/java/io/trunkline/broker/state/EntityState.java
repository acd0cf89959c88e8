package io.trunkline.broker.state;

import io.trunkline.broker.EntityDescription;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntitySettings;
import io.trunkline.broker.RuleFilter;
import io.trunkline.broker.SubQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An entity in memory. Everything here follows from the store. */
final class EntityState {
  final long id;
  final EntityPath path;
  final EntityKind kind;
  final @Nullable EntityState topic;
  final long createdAt;
  final TreeMap<String, EntityState> subscriptions = new TreeMap<>();
  final TreeMap<String, CompiledRule> rules = new TreeMap<>();
  EntitySettings settings;
  long updatedAt;
  boolean hadRules;

  /** Of its resource, the latest that it has the settings of; 0 where that is not known. */
  long revision;

  /** The next sequence number, of all its queues. */
  long nextSequence = 1;

  /** When its timer is set to; {@link Long#MAX_VALUE} for none. */
  long wakeAt = Long.MAX_VALUE;

  /** When it was last sent to, changed, or seen to have a receiver. */
  long usedAt;

  /** When to look again at messages that were locked when they expired. */
  long retryAt;

  /** Bytes of its messages and session states; of a topic, its subscriptions' included. */
  long bytes;

  private final List<MessageQueue> queues = new ArrayList<>();

  EntityState(
      long id,
      EntityPath path,
      EntityKind kind,
      @Nullable EntityState topic,
      EntitySettings settings,
      long createdAt) {
    this.id = id;
    this.path = path;
    this.kind = kind;
    this.topic = topic;
    this.settings = settings;
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
    this.usedAt = createdAt;
    for (SubQueue subQueue : SubQueue.values()) {
      boolean sessions = settings.requiresSession() && subQueue == SubQueue.MAIN;
      queues.add(new MessageQueue(new QueueId(id, subQueue), sessions));
    }
  }

  MessageQueue queue(SubQueue subQueue) {
    return queues.get(subQueue.code());
  }

  MessageQueue main() {
    return queue(SubQueue.MAIN);
  }

  List<MessageQueue> queues() {
    return queues;
  }

  void addBytes(long change) {
    bytes += change;
    if (topic != null) {
      topic.addBytes(change);
    }
  }

  boolean full(long more) {
    return bytes + more > settings.maxSizeBytes() || (topic != null && topic.full(more));
  }

  EntityDescription description() {
    return new EntityDescription(path, kind, settings, createdAt, updatedAt);
  }

  /** Returns how many rules of its subscriptions have SQL filters. */
  int sqlFilters() {
    return (int) allRules().filter(rule -> !correlates(rule)).count();
  }

  int correlationFilters() {
    return (int) allRules().filter(EntityState::correlates).count();
  }

  private Stream<CompiledRule> allRules() {
    return subscriptions.values().stream().flatMap(child -> child.rules.values().stream());
  }

  private static boolean correlates(CompiledRule rule) {
    return rule.description().filter() instanceof RuleFilter.Correlation;
  }

  /** Returns when its timer should go off. */
  long wantedWake(long now) {
    long wanted = Long.MAX_VALUE;
    if (!main().scheduled().isEmpty()) {
      wanted = main().scheduled().first().dueAt();
    }
    if (!main().expiring().isEmpty()) {
      if (main().expiring().first().expiresAt() <= now) {
        wanted = Math.min(wanted, Math.max(now, retryAt));
      }
      MessageEntry next = main().expiring().higher(MessageEntry.expiredBy(now));
      wanted = next == null ? wanted : Math.min(wanted, next.expiresAt());
    }
    if (settings.forwardTo() != null && main().messages().size() > main().scheduledCount()) {
      wanted = Math.min(wanted, Math.max(now, retryAt));
    }
    if (settings.autoDeleteOnIdle() != Long.MAX_VALUE) {
      wanted = Math.min(wanted, usedAt + settings.autoDeleteOnIdle());
    }
    return wanted;
  }
}
