package io.trunkline.broker.wire;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.DeliveryListener;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.service.MessageReceiver;
import io.trunkline.broker.service.MessageSink;
import io.trunkline.broker.service.MessageSource;
import io.trunkline.broker.service.SessionReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A queue of {@link FakeBroker}: locks never expire, everything happens on one thread. */
final class FakeQueue implements MessageSource, MessageSink {
  private final FakeBroker broker;
  private final EntityPath path;
  private final boolean sessions;
  private final TreeMap<Long, StoredMessage> messages = new TreeMap<>();
  private final Map<UUID, Long> locks = new HashMap<>();
  private final List<Link> links = new ArrayList<>();
  private final Map<String, byte[]> states = new HashMap<>();
  private long next = 1;

  FakeQueue(FakeBroker broker, EntityPath path, boolean sessions) {
    this.broker = broker;
    this.path = path;
    this.sessions = sessions;
  }

  private <T> CompletableFuture<T> on(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, broker.shard);
  }

  private static BrokerException error(BrokerError error) {
    return new BrokerException(error, "fake: " + error);
  }

  @Override
  public EntityPath path() {
    return path;
  }

  @Override
  public long maxMessageBytes() {
    return 256 << 10;
  }

  @Override
  public CompletableFuture<List<Long>> send(List<BrokerMessage> sent) {
    return on(
        () -> {
          List<Long> numbers = new ArrayList<>();
          for (BrokerMessage message : sent) {
            boolean scheduled = message.properties().scheduledEnqueueTime() != null;
            numbers.add(put(message, 0, scheduled ? MessageState.SCHEDULED : MessageState.ACTIVE));
          }
          pump();
          return numbers;
        });
  }

  private long put(BrokerMessage message, int deliveryCount, MessageState state) {
    long number = next++;
    Long timeToLive = message.properties().timeToLive();
    long now = System.currentTimeMillis();
    messages.put(
        number,
        new StoredMessage(
            number,
            0,
            now,
            timeToLive == null ? Long.MAX_VALUE : now + timeToLive,
            deliveryCount,
            state,
            path.subQueue() == SubQueue.MAIN ? null : path.main().toString(),
            message));
    return number;
  }

  @Override
  public CompletableFuture<Void> cancelScheduled(List<Long> numbers) {
    return on(
        () -> {
          numbers.forEach(messages::remove);
          return null;
        });
  }

  @Override
  public boolean requiresSession() {
    return sessions;
  }

  @Override
  public CompletableFuture<MessageReceiver> receiver(ReceiveMode mode, DeliveryListener listener) {
    return on(
        () -> {
          if (sessions) {
            throw error(BrokerError.NOT_ALLOWED);
          }
          return open(mode, listener, null);
        });
  }

  @Override
  public CompletableFuture<SessionReceiver> session(
      @Nullable String sessionId, Duration wait, ReceiveMode mode, DeliveryListener listener) {
    return on(
        () -> {
          String id =
              sessionId != null
                  ? sessionId
                  : messages.values().stream()
                      .map(stored -> stored.message().properties().sessionId())
                      .filter(candidate -> links.stream().noneMatch(l -> candidate.equals(l.id)))
                      .findFirst()
                      .orElseThrow(() -> error(BrokerError.TIMEOUT));
          if (links.stream().anyMatch(link -> id.equals(link.id))) {
            throw error(BrokerError.SESSION_CANNOT_BE_LOCKED);
          }
          return open(mode, listener, id);
        });
  }

  private Link open(ReceiveMode mode, DeliveryListener listener, @Nullable String id) {
    Link link = new Link(mode, listener, id);
    links.add(link);
    return link;
  }

  private void pump() {
    for (Link link : links) {
      for (StoredMessage stored : List.copyOf(messages.values())) {
        String session = stored.message().properties().sessionId();
        boolean free =
            stored.state() == MessageState.ACTIVE && !locks.containsValue(stored.sequenceNumber());
        if (free
            && link.delivered < link.limit
            && (link.id == null || Objects.equals(link.id, session))) {
          link.delivered++;
          link.listener.delivered(lock(stored, link.mode));
        }
      }
    }
  }

  private Delivery lock(StoredMessage stored, ReceiveMode mode) {
    UUID token = UUID.randomUUID();
    if (mode == ReceiveMode.RECEIVE_AND_DELETE) {
      messages.remove(stored.sequenceNumber());
      return new Delivery(stored, token, 0);
    }
    locks.put(token, stored.sequenceNumber());
    return new Delivery(stored, token, System.currentTimeMillis() + 60_000);
  }

  @Override
  public CompletableFuture<List<Delivery>> receive(int max, Duration wait, ReceiveMode mode) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  @Override
  public CompletableFuture<Void> settle(UUID token, Settlement settlement) {
    return on(
        () -> {
          Long number = locks.remove(token);
          if (number == null) {
            throw error(BrokerError.MESSAGE_LOCK_LOST);
          }
          StoredMessage stored = messages.get(number);
          switch (settlement) {
            case Settlement.Complete complete -> messages.remove(number);
            case Settlement.Release release -> pump();
            case Settlement.Abandon abandon ->
                messages.put(number, changed(stored, abandon.modified(), 1, stored.state()));
            case Settlement.Defer defer ->
                messages.put(number, changed(stored, defer.modified(), 0, MessageState.DEFERRED));
            case Settlement.DeadLetter dead -> {
              messages.remove(number);
              Map<String, Object> marks = new LinkedHashMap<>(dead.modified());
              if (dead.reason() != null) {
                marks.put("DeadLetterReason", dead.reason());
              }
              if (dead.description() != null) {
                marks.put("DeadLetterErrorDescription", dead.description());
              }
              FakeQueue target = broker.find(path.with(SubQueue.DEAD_LETTER));
              target.put(
                  changed(stored, marks, 0, stored.state()).message(), 0, MessageState.ACTIVE);
              target.pump();
            }
          }
          pump();
          return null;
        });
  }

  private static StoredMessage changed(
      StoredMessage stored, Map<String, Object> changes, int failures, MessageState state) {
    BrokerMessage message = stored.message();
    Map<String, Object> properties = new LinkedHashMap<>(message.applicationProperties());
    properties.putAll(changes);
    return new StoredMessage(
        stored.sequenceNumber(),
        stored.enqueuedSequenceNumber(),
        stored.enqueuedAt(),
        stored.expiresAt(),
        stored.deliveryCount() + failures,
        state,
        stored.deadLetterSource(),
        new BrokerMessage(
            message.properties(), false, properties, message.payload(), message.size()));
  }

  @Override
  public CompletableFuture<Instant> renew(UUID token) {
    return on(
        () -> {
          if (!locks.containsKey(token)) {
            throw error(BrokerError.MESSAGE_LOCK_LOST);
          }
          return Instant.now().plusSeconds(60);
        });
  }

  @Override
  public CompletableFuture<List<Delivery>> receiveDeferred(
      List<Long> numbers, ReceiveMode mode, @Nullable String sessionId) {
    return on(
        () -> {
          List<Delivery> deliveries = new ArrayList<>();
          for (Long number : numbers) {
            StoredMessage stored = messages.get(number);
            if (stored == null || stored.state() != MessageState.DEFERRED) {
              throw error(BrokerError.MESSAGE_NOT_FOUND);
            }
            deliveries.add(lock(stored, mode));
          }
          return deliveries;
        });
  }

  @Override
  public CompletableFuture<List<StoredMessage>> peek(
      long from, int max, @Nullable String sessionId) {
    return on(() -> messages.tailMap(from).values().stream().limit(max).toList());
  }

  @Override
  public CompletableFuture<Integer> delete(int max, Instant before, @Nullable String sessionId) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  @Override
  public CompletableFuture<Instant> renewSession(String sessionId) {
    return on(() -> Instant.now().plusSeconds(60));
  }

  @Override
  public CompletableFuture<Optional<byte[]>> sessionState(String sessionId) {
    return on(() -> Optional.ofNullable(states.get(sessionId)));
  }

  @Override
  public CompletableFuture<Void> setSessionState(String sessionId, byte @Nullable [] state) {
    return on(
        () -> {
          states.put(sessionId, state);
          return null;
        });
  }

  @Override
  public CompletableFuture<List<String>> sessions(
      Optional<Instant> updatedSince, int skip, int top) {
    return on(() -> List.copyOf(states.keySet()));
  }

  private final class Link implements SessionReceiver {
    private final ReceiveMode mode;
    private final DeliveryListener listener;
    private final @Nullable String id;
    private long limit;
    private long delivered;

    Link(ReceiveMode mode, DeliveryListener listener, @Nullable String id) {
      this.mode = mode;
      this.listener = listener;
      this.id = id;
    }

    @Override
    public void allow(long deliveryLimit) {
      broker.shard.execute(
          () -> {
            limit = Math.max(delivered, deliveryLimit);
            pump();
          });
    }

    @Override
    public CompletableFuture<Long> drain() {
      return on(
          () -> {
            limit = delivered;
            return delivered;
          });
    }

    @Override
    public void close() {
      broker.shard.execute(() -> links.remove(this));
    }

    @Override
    public String sessionId() {
      return Objects.requireNonNull(id);
    }

    @Override
    public long lockedUntil() {
      return System.currentTimeMillis() + 60_000;
    }
  }
}
