package io.trunkline.events.state;

import io.trunkline.events.schema.Event;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Codec;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state machine of shard {@code events}. */
public final class EventsMachine implements StateMachine<EventsCommand> {
  /** Outbox kind: hand a delivery to its destination; the payload is the delivery's id. */
  public static final String DELIVER = "deliver";

  /** Outbox kind: write a delivery's dead-letter; the payload is the delivery's id. */
  public static final String DEAD_LETTER = "dead-letter";

  /** Outbox kind: take an expired subscription out of the tree; the payload is its id. */
  public static final String EXPIRED = "expired";

  private static final String RETRY_TIMER = "retry/";
  private static final String DEAD_LETTER_TIMER = "dead-letter/";
  private static final String EXPIRY_TIMER = "expiry/";
  private static final int FORGOTTEN_PER_PUBLISH = 64;

  private static final CborCodec<EventsCommand> COMMANDS = CborCodec.of(EventsCommand.class);
  private static final CborCodec<Delivery> DELIVERIES = CborCodec.of(Delivery.class);

  private final Subscriptions subscriptions = new Subscriptions();

  @Override
  public Codec<EventsCommand> codec() {
    return COMMANDS;
  }

  @Override
  public void restore(Store store) {
    subscriptions.restore(store);
  }

  @Override
  public Object apply(EventsCommand command, ApplyContext context) {
    return switch (command) {
      case EventsCommand.Publish publish -> publish(publish, context);
      case EventsCommand.PutSubscription put -> {
        subscriptions.put(put.subscription(), context);
        setExpiry(put.subscription(), context);
        yield 0;
      }
      case EventsCommand.RemoveSubscription remove -> {
        subscriptions.remove(remove.id(), context);
        context.cancelTimer(EXPIRY_TIMER + remove.id());
        yield 0;
      }
      case EventsCommand.Expire expire -> {
        context.cancelTimer(EXPIRY_TIMER + expire.id());
        context.enqueue(
            new OutboxEntry(
                EXPIRED + "/" + expire.id() + "/" + context.sequence(),
                EXPIRED,
                expire.id().getBytes(StandardCharsets.UTF_8)));
        yield 0;
      }
      case EventsCommand.Retired retired -> {
        context.finish(retired.outboxId());
        yield 0;
      }
      case EventsCommand.Settle settle -> {
        context.finish(settle.outboxId());
        yield drop(settle.delivery(), context);
      }
      case EventsCommand.Fail fail -> fail(fail, context);
      case EventsCommand.Postpone postpone -> {
        context.finish(postpone.outboxId());
        delivery(context.store(), postpone.delivery())
            .ifPresent(
                delivery -> {
                  context
                      .store()
                      .put(deliveryKey(delivery.id()), DELIVERIES.encode(delivery.postponed()));
                  context.setTimer(RETRY_TIMER + delivery.id(), postpone.retryAt());
                });
        yield 0;
      }
      case EventsCommand.Retry retry -> retry(retry, context);
      case EventsCommand.WriteDeadLetter write -> {
        context.cancelTimer(DEAD_LETTER_TIMER + write.delivery());
        delivery(context.store(), write.delivery())
            .ifPresent(delivery -> enqueue(DEAD_LETTER, delivery, context));
        yield 0;
      }
    };
  }

  /** Returns the command that a due timer asks for. */
  public EventsCommand timerDue(String key, long deadLetterAt) {
    if (key.startsWith(RETRY_TIMER)) {
      return new EventsCommand.Retry(key.substring(RETRY_TIMER.length()), deadLetterAt);
    }
    if (key.startsWith(EXPIRY_TIMER)) {
      return new EventsCommand.Expire(key.substring(EXPIRY_TIMER.length()));
    }
    return new EventsCommand.WriteDeadLetter(key.substring(DEAD_LETTER_TIMER.length()));
  }

  /** Returns a subscription by its id in lower case. Only on the shard's thread. */
  public Optional<EventSubscription> subscription(String id) {
    return subscriptions.find(id);
  }

  /**
   * Returns the subscription that a delivery is for, unless it has gone since. Only on the shard's
   * thread.
   */
  public Optional<EventSubscription> subscriptionOf(Delivery delivery) {
    return subscriptions.of(delivery);
  }

  /** Returns a delivery by its id. Only on the shard's thread. */
  public Optional<Delivery> delivery(Store store, String id) {
    return Optional.ofNullable(store.get(deliveryKey(id))).map(DELIVERIES::decode);
  }

  private int publish(EventsCommand.Publish publish, ApplyContext context) {
    int deliveries = 0;
    for (int i = 0; i < publish.events().size(); i++) {
      Event event = publish.events().get(i);
      if (publish.rememberFor() > 0 && !firstTime(event, publish.rememberFor(), context)) {
        continue;
      }
      int match = 0;
      for (EventSubscription subscription : subscriptions.to(event.topic())) {
        if (context.now() < subscription.expiresAt() && subscription.filter().matches(event)) {
          String place = i + "-" + match++;
          Delivery delivery = Delivery.of(place, subscription.id(), event, context);
          context.store().put(deliveryKey(delivery.id()), DELIVERIES.encode(delivery));
          enqueue(DELIVER, delivery, context);
        }
      }
      deliveries += match;
    }
    return deliveries;
  }

  /** Sets when a subscription is taken out of the tree. */
  private static void setExpiry(EventSubscription subscription, ApplyContext context) {
    String timer = EXPIRY_TIMER + subscription.id();
    context.cancelTimer(timer);
    if (subscription.expiresAt() != Long.MAX_VALUE) {
      context.setTimer(timer, subscription.expiresAt());
    }
  }

  /** Remembers the id of an event, forgets old ones, and returns whether it is new. */
  private static boolean firstTime(Event event, long rememberFor, ApplyContext context) {
    Store store = context.store();
    List<byte[]> old = new ArrayList<>();
    store.scan(
        Keys.of("seen-at").bytes(),
        Keys.of("seen-at").number(context.now() - rememberFor).bytes(),
        (key, value) -> {
          old.add(key);
          old.add(value);
          return old.size() < 2 * FORGOTTEN_PER_PUBLISH;
        });
    old.forEach(store::delete);
    byte[] seen = Keys.of("seen").text(event.id().replace('\0', ' ')).bytes();
    if (store.get(seen) != null) {
      return false;
    }
    store.put(seen, ByteBuffer.allocate(Long.BYTES).putLong(context.now()).array());
    store.put(Keys.of("seen-at").number(context.now()).raw(seen).bytes(), seen);
    return true;
  }

  private int fail(EventsCommand.Fail fail, ApplyContext context) {
    context.finish(fail.outboxId());
    Optional<Delivery> found = delivery(context.store(), fail.delivery());
    Optional<EventSubscription> subscription = found.flatMap(subscriptions::of);
    if (found.isEmpty() || subscription.isEmpty()) {
      return drop(fail.delivery(), context);
    }
    Delivery failed = found.get().failed(fail.outcome(), context.now());
    if (fail.hopeless() || failed.attempts() >= subscription.get().maxAttempts()) {
      String reason =
          fail.hopeless() ? "UndeliverableDueToClientError" : "MaxDeliveryAttemptsExceeded";
      return giveUp(failed, subscription.get(), reason, fail.deadLetterAt(), context);
    }
    context.store().put(deliveryKey(failed.id()), DELIVERIES.encode(failed));
    context.setTimer(RETRY_TIMER + failed.id(), fail.retryAt());
    return 0;
  }

  /** The lifetime is looked at only when an attempt is due, as the service documents it (§5.2). */
  private int retry(EventsCommand.Retry retry, ApplyContext context) {
    context.cancelTimer(RETRY_TIMER + retry.delivery());
    Optional<Delivery> found = delivery(context.store(), retry.delivery());
    Optional<EventSubscription> subscription = found.flatMap(subscriptions::of);
    if (found.isEmpty() || subscription.isEmpty()) {
      return drop(retry.delivery(), context);
    }
    long age = context.now() - found.get().publishedAt();
    if (age > subscription.get().lifetimeMinutes() * 60_000L) {
      return giveUp(
          found.get(), subscription.get(), "TimeToLiveExceeded", retry.deadLetterAt(), context);
    }
    enqueue(DELIVER, found.get(), context);
    return 0;
  }

  private static int giveUp(
      Delivery delivery,
      EventSubscription subscription,
      String reason,
      long deadLetterAt,
      ApplyContext context) {
    if (subscription.deadLetterContainer() == null) {
      return drop(delivery.id(), context);
    }
    Delivery dead = delivery.deadLettered(reason, context.now());
    context.store().put(deliveryKey(dead.id()), DELIVERIES.encode(dead));
    context.setTimer(DEAD_LETTER_TIMER + dead.id(), deadLetterAt);
    return 0;
  }

  private static int drop(String delivery, ApplyContext context) {
    boolean there = context.store().get(deliveryKey(delivery)) != null;
    context.store().delete(deliveryKey(delivery));
    return there ? 1 : 0;
  }

  private static void enqueue(String kind, Delivery delivery, ApplyContext context) {
    context.enqueue(
        new OutboxEntry(
            kind + "/" + delivery.id() + "/" + delivery.attempts(),
            kind,
            delivery.id().getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] deliveryKey(String id) {
    return Keys.of("delivery").text(id).bytes();
  }
}
