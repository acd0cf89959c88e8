package io.trunkline.broker.state;

import io.trunkline.broker.MessageState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The index of a queue in memory, built again at every start.
 *
 * <p>What the machine does depends only on {@link #messages} and the two schedules. Which messages
 * are <em>available</em> is the leader's business: it takes one out to lock it and puts it back,
 * and none of that is durable.
 */
public final class MessageQueue {
  private static final Comparator<MessageEntry> BY_EXPIRY =
      Comparator.comparingLong(MessageEntry::expiresAt)
          .thenComparingLong(MessageEntry::sequenceNumber);
  private static final Comparator<MessageEntry> BY_DUE_TIME =
      Comparator.comparingLong(MessageEntry::dueAt).thenComparingLong(MessageEntry::sequenceNumber);

  private final QueueId id;
  private final boolean sessions;
  private final SequenceMap messages = new SequenceMap();
  private final TreeSet<MessageEntry> expiring = new TreeSet<>(BY_EXPIRY);
  private final TreeSet<MessageEntry> scheduled = new TreeSet<>(BY_DUE_TIME);
  private final SequenceMap available = new SequenceMap();
  private final Map<String, SessionGroup> groups = new HashMap<>();
  private final LinkedHashMap<String, SessionGroup> ready = new LinkedHashMap<>();
  private @Nullable LongConsumer availableListener;

  MessageQueue(QueueId id, boolean sessions) {
    this.id = id;
    this.sessions = sessions;
  }

  public QueueId id() {
    return id;
  }

  /** Returns whether messages are given out by session. */
  public boolean sessions() {
    return sessions;
  }

  /** Returns all messages. */
  public SequenceMap messages() {
    return messages;
  }

  public @Nullable MessageEntry find(long sequenceNumber) {
    return messages.get(sequenceNumber);
  }

  int scheduledCount() {
    return scheduled.size();
  }

  NavigableSet<MessageEntry> expiring() {
    return expiring;
  }

  NavigableSet<MessageEntry> scheduled() {
    return scheduled;
  }

  void add(MessageEntry entry) {
    messages.put(entry);
    enlist(entry);
  }

  void remove(MessageEntry entry) {
    messages.remove(entry.sequenceNumber());
    entry.content(null);
    delist(entry);
  }

  void changeState(MessageEntry entry, MessageState state) {
    delist(entry);
    entry.content(null); // something of it may have changed, too
    entry.state(state);
    enlist(entry);
  }

  private void enlist(MessageEntry entry) {
    switch (entry.state()) {
      case SCHEDULED -> scheduled.add(entry);
      case ACTIVE -> {
        if (entry.expiresAt() != Long.MAX_VALUE) {
          expiring.add(entry);
        }
        putBack(entry);
      }
      case DEFERRED -> entry.taken(false);
    }
  }

  private void delist(MessageEntry entry) {
    switch (entry.state()) {
      case SCHEDULED -> scheduled.remove(entry);
      case ACTIVE -> {
        expiring.remove(entry);
        withdraw(entry);
      }
      case DEFERRED -> entry.taken(false);
    }
  }

  // ---- what the leader does -----------------------------------------------------------------

  /** Returns whether a message waits for a receiver. */
  public boolean hasAvailable() {
    return sessions ? !ready.isEmpty() : !available.isEmpty();
  }

  /** Returns the next available message of the queue, or of a session, without taking it. */
  public @Nullable MessageEntry next(@Nullable String sessionId) {
    if (sessionId == null) {
      return available.first();
    }
    SessionGroup group = groups.get(sessionId);
    Map.Entry<Long, MessageEntry> first = group == null ? null : group.available.firstEntry();
    return first == null ? null : first.getValue();
  }

  /** Returns the available message that follows a number; only of a queue without sessions. */
  public @Nullable MessageEntry nextAfter(long sequenceNumber) {
    return available.from(sequenceNumber + 1);
  }

  /** Has {@code listener} hear the number of every message that becomes available; null ends it. */
  public void onAvailable(@Nullable LongConsumer listener) {
    availableListener = listener;
  }

  /** Takes a message out: nobody else gets it until {@link #putBack}. */
  public void take(MessageEntry entry) {
    withdraw(entry);
    entry.taken(true);
    entry.content(null);
  }

  private void withdraw(MessageEntry entry) {
    if (!sessions) {
      available.remove(entry.sequenceNumber());
      return;
    }
    SessionGroup group = groups.get(entry.sessionId());
    if (group != null) {
      group.available.remove(entry.sequenceNumber());
      refresh(group);
    }
  }

  /** Makes an active message available again. */
  public void putBack(MessageEntry entry) {
    entry.taken(false);
    if (entry.state() != MessageState.ACTIVE) {
      return;
    }
    if (!sessions) {
      available.put(entry);
      if (availableListener != null) {
        availableListener.accept(entry.sequenceNumber());
      }
      return;
    }
    SessionGroup group = groups.computeIfAbsent(entry.sessionId(), SessionGroup::new);
    group.available.put(entry.sequenceNumber(), entry);
    refresh(group);
  }

  /** Returns the unlocked session that has waited longest, or null. */
  public @Nullable String nextSession() {
    return ready.isEmpty() ? null : ready.firstEntry().getKey();
  }

  /** Marks a session as given to a receiver. */
  public void lockSession(String sessionId) {
    SessionGroup group = groups.computeIfAbsent(sessionId, SessionGroup::new);
    group.locked = true;
    refresh(group);
  }

  /** Marks a session as free. */
  public void unlockSession(String sessionId) {
    SessionGroup group = groups.get(sessionId);
    if (group != null) {
      group.locked = false;
      refresh(group);
    }
  }

  private void refresh(SessionGroup group) {
    if (group.locked || group.available.isEmpty()) {
      ready.remove(group.id);
      if (!group.locked) {
        groups.remove(group.id);
      }
    } else {
      ready.putIfAbsent(group.id, group);
    }
  }

  /** Forgets what was taken and locked: the leader has stepped down. */
  public void forgetTaken() {
    for (MessageEntry entry : messages) {
      if (entry.taken()) {
        putBack(entry);
      }
    }
    for (SessionGroup group : List.copyOf(groups.values())) {
      group.locked = false;
      refresh(group);
    }
  }
}
