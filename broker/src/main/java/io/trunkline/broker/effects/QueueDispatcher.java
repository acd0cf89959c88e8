package io.trunkline.broker.effects;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.DeliveryListener;
import io.trunkline.broker.EntityDescription;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.filter.MessageFilter;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.MessageEntry;
import io.trunkline.broker.state.MessageQueue;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the messages of one queue to its consumers: in order of sequence numbers, each to one
 * consumer at a time, never beyond a consumer's credit.
 */
public final class QueueDispatcher {
  private static final int REMOVED_AT_ONCE = 256;
  private static final int EXPIRED_AT_ONCE = 500;

  private final LeaderContext context;
  private final MessageQueue queue;
  private final Supplier<EntityDescription> entity;
  private EntityDescription description;
  private final List<MessageConsumer> consumers = new ArrayList<>();
  private final LockTable locks = new LockTable();
  private final SessionLocks sessions;
  private final Settling settling;
  private final Selection selection;
  private final DeliverySpans spans;
  private final HandOver handOver;
  private final List<MessageEntry> expired = new ArrayList<>();
  private final Deque<MessageConsumer> served = new ArrayDeque<>();
  private int nextConsumer;
  private boolean dispatching;
  private boolean again;
  private boolean watchingLocks;
  private long receivedAt;

  QueueDispatcher(LeaderContext context, MessageQueue queue, Supplier<EntityDescription> entity) {
    this.context = context;
    this.queue = queue;
    this.entity = entity;
    this.description = entity.get();
    sessions = new SessionLocks(context, queue, locks, this::lockDuration);
    settling = new Settling(context, queue, locks, this::lockDuration, this::dispatch);
    selection = new Selection(context, queue, this::dispatch);
    spans = new DeliverySpans(context.tracing());
    handOver = new HandOver(context);
  }

  private long lockDuration() {
    return description.settings().lockDuration();
  }

  /** Returns what settles and renews this queue's locks. */
  public Settling settling() {
    return settling;
  }

  /** Returns whether somebody receives, or waits for a session. */
  public boolean hasListener() {
    return !consumers.isEmpty() || sessions.used();
  }

  /** Returns when somebody last received, in milliseconds since the epoch; now while they do. */
  long usedAt() {
    return hasListener() ? context.now() : receivedAt;
  }

  List<Long> lockedNumbers() {
    return locks.sequenceNumbers();
  }

  // ---- consumers ----------------------------------------------------------------------------

  /**
   * Opens a consumer without a session.
   *
   * @param selector which messages it wants, or null for all
   */
  public MessageConsumer open(
      ReceiveMode mode, DeliveryListener listener, @Nullable MessageFilter selector) {
    requireReceivable();
    if (queue.sessions()) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED,
          "'" + description.path() + "' requires sessions: accept a session to receive from it.");
    }
    MessageConsumer consumer = new MessageConsumer(mode, listener, selector);
    consumers.add(consumer);
    selection.changed(consumers);
    receivedAt = context.now();
    return consumer;
  }

  /** Opens a consumer of a session. */
  public CompletableFuture<MessageConsumer> openSession(
      @Nullable String sessionId, long waitMillis, ReceiveMode mode, DeliveryListener listener) {
    requireReceivable();
    if (!queue.sessions()) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED,
          "'" + description.path() + "' does not have sessions: receive from it without one.");
    }
    receivedAt = context.now();
    long wait = Math.min(waitMillis, context.limits().maxSessionWait().toMillis());
    return sessions.acquire(sessionId, wait, new MessageConsumer(mode, listener, null));
  }

  private void requireReceivable() {
    if (!description.settings().status().mayReceive()) {
      throw disabled(description);
    }
    if (forwards()) {
      throw forwarding();
    }
    if (consumers.size() >= context.limits().maxReceiversPerEntity()) {
      throw new BrokerException(
          BrokerError.QUOTA_EXCEEDED, "'" + description.path() + "' has too many receivers.");
    }
  }

  private boolean forwards() {
    return description.settings().forwardTo() != null && queue.id().subQueue() == SubQueue.MAIN;
  }

  private BrokerException forwarding() {
    return new BrokerException(
        BrokerError.NOT_ALLOWED,
        "'" + description.path() + "' forwards its messages and cannot be received from.");
  }

  private static BrokerException disabled(EntityDescription description) {
    return new BrokerException(
        BrokerError.ENTITY_DISABLED,
        "The messaging entity '" + description.path() + "' is disabled for receiving.");
  }

  /** Sets a consumer's credit and gives it what there is. */
  public void allow(MessageConsumer consumer, long deliveryLimit) {
    consumer.allow(deliveryLimit);
    dispatch();
  }

  /** Gives a consumer what there is, then takes its credit back. */
  public CompletableFuture<Long> drain(MessageConsumer consumer) {
    dispatch();
    return consumer.drain();
  }

  /** Ends a consumer. */
  public void close(MessageConsumer consumer) {
    if (consumer.closed) {
      return;
    }
    consumer.closed = true;
    receivedAt = context.now();
    consumers.remove(consumer);
    selection.changed(consumers);
    if (consumer.session != null) {
      sessions.release(consumer.session);
    }
    dispatch();
  }

  /** Gives a session a new full lock duration. */
  public CompletableFuture<Instant> renewSession(String sessionId) {
    return sessions.renew(sessionId);
  }

  /** Returns whether somebody has the session. */
  public boolean holdsSession(String sessionId) {
    return sessions.find(sessionId) != null;
  }

  /** Ends all consumers where the entity may no longer be received from, or forwards. */
  void settingsChanged() {
    description = entity.get();
    if (!description.settings().status().mayReceive()) {
      end(disabled(description));
    } else if (forwards()) {
      end(forwarding());
    } else {
      dispatch();
    }
  }

  /** Ends all consumers. */
  void end(BrokerException reason) {
    for (MessageConsumer consumer : List.copyOf(consumers)) {
      consumer.closed = true;
      consumer.listener.ended(reason);
    }
    consumers.clear();
    sessions.end(reason);
    handOver.end();
  }

  // ---- dispatching --------------------------------------------------------------------------

  /** Gives out what can be given out. */
  void dispatch() {
    if (dispatching) {
      again = true; // a listener called back while it got its messages
      return;
    }
    dispatching = true;
    try {
      do {
        again = false;
        if (queue.sessions()) {
          sessions.serveWaiting();
          sessions.consumers().forEach(consumer -> serve(consumer, consumer.sessionId()));
        } else {
          serveInTurn();
        }
        handOver();
      } while (again);
    } finally {
      dispatching = false;
    }
    watchLocks();
    removeExpired();
  }

  /** Hands over what consumers got, to each in one go: that wakes their threads once. */
  private void handOver() {
    for (MessageConsumer next = served.poll(); next != null; next = served.poll()) {
      MessageConsumer consumer = next;
      List<Delivery> ready = consumer.takeMade();
      handOver.pass(
          () -> {
            if (consumer.closed) {
              takeBack(ready);
            } else {
              consumer.handOver(ready);
            }
          },
          () -> takeBack(ready));
    }
  }

  /** Nobody has seen them: they are available again, uncounted. */
  private void takeBack(List<Delivery> deliveries) {
    for (Delivery delivery : deliveries) {
      MessageLock lock = locks.find(delivery.lockToken());
      if (lock != null) {
        locks.remove(lock);
        queue.putBack(lock.entry);
      }
    }
    dispatch();
  }

  /**
   * Lets a lock out that was just given.
   *
   * @return completes once this replica is known to have led since; fails where it leads no more
   */
  public CompletableFuture<@Nullable Void> locked() {
    CompletableFuture<@Nullable Void> out = new CompletableFuture<>();
    handOver.pass(
        () -> out.complete(null),
        () ->
            out.completeExceptionally(
                new BrokerException(
                    BrokerError.SERVER_BUSY, "This node no longer leads the namespace.")));
    return out;
  }

  private void serveInTurn() {
    int without = 0;
    while (without < consumers.size() && queue.next(null) != null) {
      nextConsumer = nextConsumer % consumers.size();
      MessageConsumer consumer = consumers.get(nextConsumer++);
      without = serveOnce(consumer, null) ? 0 : without + 1;
    }
  }

  private void serve(MessageConsumer consumer, @Nullable String sessionId) {
    boolean more = true;
    while (more) {
      more = serveOnce(consumer, sessionId);
    }
  }

  /** Gives a consumer one message, or those that it is to have removed; returns whether it did. */
  private boolean serveOnce(MessageConsumer consumer, @Nullable String sessionId) {
    if (!consumer.hasCredit()) {
      return false;
    }
    if (consumer.mode == ReceiveMode.RECEIVE_AND_DELETE) {
      return removeFor(consumer, sessionId);
    }
    MessageEntry entry = next(consumer, sessionId);
    if (entry == null) {
      return false;
    }
    deliverLocked(consumer, entry, loadNext(entry));
    return true;
  }

  private void deliverLocked(MessageConsumer consumer, MessageEntry entry, StoredMessage message) {
    queue.take(entry);
    consumer.use();
    if (consumer.make(lock(entry, message, consumer.session))) {
      served.add(consumer);
    }
  }

  private @Nullable MessageEntry next(MessageConsumer consumer, @Nullable String sessionId) {
    return consumer.selector == null ? nextAlive(sessionId) : selection.next(consumer, expired);
  }

  private @Nullable MessageEntry nextAlive(@Nullable String sessionId) {
    long now = context.now();
    while (true) {
      MessageEntry entry = queue.next(sessionId);
      if (entry == null || entry.expiresAt() > now) {
        return entry;
      }
      if (expired.size() >= EXPIRED_AT_ONCE) {
        return null; // they are removed first: others are to have the thread in between
      }
      queue.take(entry);
      expired.add(entry);
    }
  }

  private Delivery lock(MessageEntry entry, StoredMessage message, @Nullable SessionHold session) {
    MessageLock lock =
        new MessageLock(context.tokens().next(), entry, session, context.now() + lockDuration());
    locks.add(lock);
    spans.delivered(message, description.path());
    return new Delivery(message, lock.token, lock.until());
  }

  private StoredMessage loadNext(MessageEntry entry) {
    return context.machine().loadNext(queue, entry, context.shard().store());
  }

  private StoredMessage load(MessageEntry entry) {
    return context.machine().load(queue.id(), entry, context.shard().store());
  }

  private boolean removeFor(MessageConsumer consumer, @Nullable String sessionId) {
    List<MessageEntry> entries = new ArrayList<>();
    List<StoredMessage> messages = new ArrayList<>();
    while (entries.size() < REMOVED_AT_ONCE && consumer.hasCredit()) {
      MessageEntry entry = next(consumer, sessionId);
      if (entry == null) {
        break;
      }
      StoredMessage message = loadNext(entry);
      if (message.message().body() != null) {
        if (entries.isEmpty() && !consumer.isRemoving()) {
          // its body is read piece by piece, so it stays until the receiver has it
          deliverLocked(consumer, entry, message);
          return true;
        }
        break;
      }
      queue.take(entry);
      consumer.begin();
      entries.add(entry);
      messages.add(message);
    }
    if (entries.isEmpty()) {
      return false;
    }
    var unused =
        settling
            .remove(entries)
            .whenComplete(
                (_, failure) -> {
                  if (failure == null) {
                    consumer.listener.delivered(removed(messages));
                  }
                  messages.forEach(message -> consumer.end(failure == null));
                  dispatch();
                });
    return true;
  }

  private List<Delivery> removed(List<StoredMessage> messages) {
    List<Delivery> deliveries = new ArrayList<>(messages.size());
    for (StoredMessage message : messages) {
      spans.delivered(message, description.path());
      deliveries.add(new Delivery(message, context.tokens().next(), 0));
    }
    return deliveries;
  }

  /** Locks, or removes, deferred messages. */
  public CompletableFuture<List<Delivery>> receiveDeferred(
      List<Long> numbers, ReceiveMode mode, @Nullable String sessionId) {
    SessionHold hold = sessionId == null ? null : sessions.find(sessionId);
    if (queue.sessions() && hold == null) {
      return CompletableFuture.failedFuture(SessionLocks.lost(String.valueOf(sessionId)));
    }
    List<MessageEntry> entries = new ArrayList<>();
    for (long number : numbers) {
      MessageEntry entry = queue.find(number);
      if (entry == null
          || entry.state() != MessageState.DEFERRED
          || entry.taken()
          || entries.contains(entry)
          || (hold != null && !hold.id.equals(entry.sessionId()))) {
        return Futures.failed(
            BrokerError.MESSAGE_NOT_FOUND,
            "There is no deferred message with sequence number %d.".formatted(number));
      }
      entries.add(entry);
    }
    receivedAt = context.now();
    entries.forEach(queue::take);
    List<StoredMessage> messages = entries.stream().map(this::load).toList();
    boolean large = messages.stream().anyMatch(message -> message.message().body() != null);
    if (mode == ReceiveMode.RECEIVE_AND_DELETE && !large) {
      List<Delivery> deliveries =
          messages.stream().map(message -> new Delivery(message, context.ids().uuid(), 0)).toList();
      return settling.remove(entries).thenApply(_ -> deliveries);
    }
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      deliveries.add(lock(entries.get(i), messages.get(i), hold));
    }
    watchLocks();
    return locked().thenApply(_ -> deliveries);
  }

  // ---- locks and messages whose time has come -----------------------------------------------

  private void watchLocks() {
    long next = locks.nextEnd();
    if (!watchingLocks && next != Long.MAX_VALUE) {
      watchingLocks = true;
      context.deadlines().at(next, this::endLocks);
    }
  }

  private void endLocks() {
    watchingLocks = false;
    List<MessageLock> ended = locks.takeEnded(context.now());
    if (!ended.isEmpty()) {
      List<Long> numbers = ended.stream().map(lock -> lock.entry.sequenceNumber()).toList();
      var unused = context.shard().submit(new BrokerCommand.ExpireLocks(queue.id(), numbers));
    }
    if (locks.nextEnd() <= context.now()) {
      // the first one is just being settled
      watchingLocks = true;
      context.deadlines().at(context.now() + lockDuration(), this::endLocks);
    } else {
      watchLocks();
    }
  }

  private void removeExpired() {
    if (expired.isEmpty()) {
      return;
    }
    List<MessageEntry> taken = List.copyOf(expired);
    expired.clear();
    var unused =
        context
            .shard()
            .submit(new BrokerCommand.Wake(queue.id().entity(), locks.sequenceNumbers(), usedAt()))
            .whenComplete(
                (_, _) -> {
                  for (MessageEntry entry : taken) {
                    if (queue.find(entry.sequenceNumber()) == entry) {
                      queue.putBack(entry);
                    }
                  }
                  dispatch();
                });
  }
}
