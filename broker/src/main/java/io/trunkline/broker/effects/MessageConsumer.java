package io.trunkline.broker.effects;

import io.trunkline.broker.Delivery;
import io.trunkline.broker.DeliveryListener;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.filter.MessageFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A receiver as the dispatcher of its queue sees it. */
public final class MessageConsumer {
  final ReceiveMode mode;
  final DeliveryListener listener;
  final @Nullable MessageFilter selector;
  @Nullable SessionHold session;
  boolean closed;

  /** Deliveries allowed in total. */
  private long limit;

  /** Deliveries made or being made. */
  private long used;

  /** Deliveries whose removal is being committed. */
  private int pending;

  /** Batches of deliveries that are on their way to the listener. */
  private int leaving;

  private @Nullable CompletableFuture<Long> draining;

  /** Deliveries that are made and not handed over yet. */
  private List<Delivery> made = new ArrayList<>();

  /** Up to which number all available messages are known not to match the selector. */
  long scanned;

  /**
   * @param selector which messages it wants, or null for all
   */
  MessageConsumer(ReceiveMode mode, DeliveryListener listener, @Nullable MessageFilter selector) {
    this.mode = mode;
    this.listener = listener;
    this.selector = selector;
  }

  /** Returns the id of the locked session, or null where there is none. */
  public @Nullable String sessionId() {
    return session == null ? null : session.id;
  }

  /** Returns when the session's lock ends, in milliseconds since the epoch; 0 without a session. */
  public long lockedUntil() {
    return session == null ? 0 : session.until;
  }

  /** Makes a delivery; returns whether it is the first one to be handed over. */
  boolean make(Delivery delivery) {
    made.add(delivery);
    return made.size() == 1;
  }

  /** Takes what was made, for {@link #handOver}. */
  List<Delivery> takeMade() {
    List<Delivery> ready = made;
    made = new ArrayList<>();
    leaving++;
    return ready;
  }

  /** Hands over what was made. */
  void handOver(List<Delivery> ready) {
    leaving--;
    listener.delivered(ready);
    drained();
  }

  boolean hasCredit() {
    return !closed && used < limit;
  }

  boolean isRemoving() {
    return pending > 0;
  }

  void allow(long deliveryLimit) {
    limit = deliveryLimit;
  }

  void use() {
    used++;
  }

  void begin() {
    used++;
    pending++;
  }

  void end(boolean delivered) {
    pending--;
    if (!delivered) {
      used--;
    }
    drained();
  }

  CompletableFuture<Long> drain() {
    limit = Math.min(limit, used);
    if (draining == null) {
      draining = new CompletableFuture<>();
    }
    CompletableFuture<Long> result = draining;
    drained();
    return result;
  }

  private void drained() {
    if (draining != null && pending == 0 && leaving == 0) {
      CompletableFuture<Long> done = draining;
      draining = null;
      limit = used;
      done.complete(used);
    }
  }
}
