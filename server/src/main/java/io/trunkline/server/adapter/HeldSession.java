package io.trunkline.server.adapter;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.DeliveryListener;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.service.SessionReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A session that workflows hold: they pull messages from it until it is closed or its lock ends.
 * Requests follow each other, since they share one receiver.
 */
final class HeldSession implements DeliveryListener {
  private final EntityPath path;
  private final Runnable onEnded;

  /** Message ids by lock token: how operations that have no token find their message. */
  private final Map<UUID, String> messages = new ConcurrentHashMap<>();

  private final List<Delivery> delivered = new ArrayList<>();
  private @Nullable SessionReceiver receiver;
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
  private CompletableFuture<Void> arrival = new CompletableFuture<>();
  private long total;
  private boolean ended;

  /**
   * @param onEnded called once where the broker ends the session by itself; must not block
   */
  HeldSession(EntityPath path, Runnable onEnded) {
    this.path = path;
    this.onEnded = onEnded;
  }

  EntityPath path() {
    return path;
  }

  synchronized void openedBy(SessionReceiver opened) {
    receiver = opened;
  }

  synchronized boolean isEnded() {
    return ended;
  }

  /** Pulls up to {@code max} messages, waiting for the first. */
  synchronized CompletableFuture<List<Delivery>> receive(int max, Duration wait) {
    CompletableFuture<List<Delivery>> result =
        last.handle((_, _) -> 0).thenCompose(_ -> pull(max, wait));
    last = result;
    return result;
  }

  private synchronized CompletableFuture<List<Delivery>> pull(int max, Duration wait) {
    SessionReceiver open = receiver;
    if (ended || open == null) {
      return CompletableFuture.completedFuture(List.of());
    }
    arrival = new CompletableFuture<>();
    if (wait.isZero()) {
      arrival.complete(null);
    } else {
      arrival.completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
    open.allow(total + max);
    return arrival
        .thenCompose(_ -> isEnded() ? CompletableFuture.completedFuture(total) : open.drain())
        .thenApply(_ -> taken());
  }

  private synchronized List<Delivery> taken() {
    List<Delivery> taken = List.copyOf(delivered);
    delivered.clear();
    total += taken.size();
    return taken;
  }

  /** Notes messages that came another way, so that they can be settled by their id. */
  void note(Delivery delivery) {
    String id = delivery.message().message().properties().messageId();
    messages.put(delivery.lockToken(), id == null ? "" : id);
  }

  @Override
  public synchronized void delivered(Delivery delivery) {
    delivered.add(delivery);
    note(delivery);
    arrival.complete(null);
  }

  @Override
  public void ended(BrokerException reason) {
    end();
    onEnded.run();
  }

  private synchronized void end() {
    ended = true;
    messages.clear();
    arrival.complete(null);
  }

  /** Returns the lock tokens of messages with this id; more than one where senders repeat ids. */
  List<UUID> tokensOf(String messageId) {
    return messages.entrySet().stream()
        .filter(entry -> entry.getValue().equals(messageId))
        .map(Map.Entry::getKey)
        .toList();
  }

  boolean has(UUID token) {
    return messages.containsKey(token);
  }

  void settled(UUID token) {
    messages.remove(token);
  }

  /** Gives the session back. */
  void close() {
    end();
    Optional.ofNullable(receiver).ifPresent(SessionReceiver::close);
  }
}
