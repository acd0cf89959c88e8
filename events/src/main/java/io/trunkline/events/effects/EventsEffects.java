package io.trunkline.events.effects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.events.schema.EventWriter;
import io.trunkline.events.state.Delivery;
import io.trunkline.events.state.EventSubscription;
import io.trunkline.events.state.EventsCommand;
import io.trunkline.events.state.EventsMachine;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.tracing.Trace;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.net.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers what the state says is to be delivered, and says when to try again. */
public final class EventsEffects implements ShardEffects<EventsCommand> {
  private static final Logger LOG = LoggerFactory.getLogger(EventsEffects.class);

  /**
   * What the effects work with.
   *
   * @param retire takes a subscription, named by its id, out of the tree; blocks
   */
  public record Ports(
      HttpCaller http,
      MessageDestination messages,
      DeadLetterStore deadLetters,
      Consumer<String> retire,
      InstantSource clock,
      RandomGenerator random,
      Tracing tracing) {}

  private final EventsMachine machine;
  private final EventsConfig config;
  private final Ports ports;
  private final Destinations destinations;
  private final Probation probation;
  private @Nullable Shard<EventsCommand> shard;

  public EventsEffects(EventsMachine machine, EventsConfig config, Ports ports) {
    this.machine = machine;
    this.config = config;
    this.ports = ports;
    this.destinations = new Destinations(ports.http(), ports.messages(), config);
    this.probation = new Probation(config.probationAfter(), config.longestProbation());
  }

  @Override
  public void leading(Shard<EventsCommand> leading) {
    this.shard = leading;
  }

  @Override
  public CompletionStage<EventsCommand> deliver(OutboxEntry entry) {
    String id = new String(entry.payload(), StandardCharsets.UTF_8);
    if (entry.kind().equals(EventsMachine.EXPIRED)) {
      return retire(id, entry);
    }
    Optional<Delivery> delivery = machine.delivery(shard.store(), id);
    Optional<EventSubscription> subscription = delivery.flatMap(machine::subscriptionOf);
    if (subscription.isEmpty()) {
      return CompletableFuture.completedFuture(new EventsCommand.Settle(id, entry.id()));
    }
    if (entry.kind().equals(EventsMachine.DELIVER)) {
      return attempt(entry, delivery.get(), subscription.get());
    }
    String container = subscription.get().deadLetterContainer();
    return container == null
        ? CompletableFuture.completedFuture(new EventsCommand.Settle(id, entry.id()))
        : writeDeadLetter(entry, delivery.get(), subscription.get(), container);
  }

  @Override
  public EventsCommand timerDue(String key) {
    return machine.timerDue(key, after(config.deadLetterDelay()));
  }

  /** Takes an expired subscription out of the tree, unless it was given more time meanwhile. */
  private CompletionStage<EventsCommand> retire(String id, OutboxEntry entry) {
    CompletableFuture<EventsCommand> done = new CompletableFuture<>();
    boolean expired =
        machine.subscription(id).filter(it -> it.expiresAt() <= ports.clock().millis()).isPresent();
    if (!expired) {
      return CompletableFuture.completedFuture(new EventsCommand.Retired(entry.id()));
    }
    Thread.ofVirtual()
        .name("events-retire")
        .start(
            () -> {
              try {
                ports.retire().accept(id);
                done.complete(new EventsCommand.Retired(entry.id()));
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private CompletionStage<EventsCommand> attempt(
      OutboxEntry entry, Delivery delivery, EventSubscription subscription) {
    String address = subscription.destination().address();
    OptionalLong heldUntil = probation.heldUntil(address, ports.clock().millis());
    if (heldUntil.isPresent()) {
      return CompletableFuture.completedFuture(
          new EventsCommand.Postpone(delivery.id(), entry.id(), heldUntil.getAsLong()));
    }
    Trace span =
        ports
            .tracing()
            .start("events", "deliver", parent(delivery))
            .attribute("event.type", delivery.event().type())
            .attribute("event.subscription", subscription.name())
            .attribute("event.attempt", Integer.toString(delivery.attempts() + 1));
    return destinations
        .deliver(delivery, subscription, span.context())
        .thenApply(
            outcome -> {
              probation.attempted(address, outcome, ports.clock().millis());
              if (outcome.delivered()) {
                span.close();
                return new EventsCommand.Settle(delivery.id(), entry.id());
              }
              span.failed(outcome.name()).close();
              return new EventsCommand.Fail(
                  delivery.id(),
                  entry.id(),
                  outcome.name(),
                  outcome.hopeless(),
                  after(wait(delivery.attempts(), outcome.status())),
                  after(config.deadLetterDelay()));
            });
  }

  private CompletionStage<EventsCommand> writeDeadLetter(
      OutboxEntry entry, Delivery delivery, EventSubscription subscription, String container) {
    Trace span =
        ports
            .tracing()
            .start("events", "dead-letter", parent(delivery))
            .attribute("event.subscription", subscription.name());
    return ports
        .deadLetters()
        .write(
            container,
            blobName(delivery, subscription),
            Json.bytes(Json.array().add(deadLetter(delivery, subscription))))
        .handle(
            (written, failure) -> {
              (failure == null ? span : span.failed(String.valueOf(failure.getMessage()))).close();
              if (failure != null && !pastLifetime(delivery)) {
                throw new IllegalStateException("dead-letter not written", failure);
              }
              if (failure != null) {
                LOG.warn(
                    "An event of {} is dropped: its dead-letter could not be written to {} for {}"
                        + " ({}). Check that the container exists.",
                    subscription.id(),
                    container,
                    config.deadLetterLifetime(),
                    failure.getMessage());
              }
              return new EventsCommand.Settle(delivery.id(), entry.id());
            });
  }

  private boolean pastLifetime(Delivery delivery) {
    return ports.clock().millis() - delivery.deadLetteredAt()
        >= config.deadLetterLifetime().toMillis();
  }

  /**
   * Returns the name that this delivery's dead-letter has, the same however often it is written.
   */
  private static String blobName(Delivery delivery, EventSubscription subscription) {
    long last = Math.max(delivery.lastAttemptAt(), delivery.publishedAt());
    ZonedDateTime time = Instant.ofEpochMilli(last).atZone(ZoneOffset.UTC);
    UUID unique = UUID.nameUUIDFromBytes(delivery.id().getBytes(StandardCharsets.UTF_8));
    return "%s/%d/%d/%d/%d/%s.json"
        .formatted(
            subscription.name().toUpperCase(Locale.ROOT),
            time.getYear(),
            time.getMonthValue(),
            time.getDayOfMonth(),
            time.getHour(),
            unique);
  }

  private static ObjectNode deadLetter(Delivery delivery, EventSubscription subscription) {
    boolean cloudEvents = subscription.deliverySchema() == EventSchema.CLOUD_EVENTS;
    ObjectNode node =
        EventWriter.write(
            delivery.event(), cloudEvents ? EventSchema.CLOUD_EVENTS : EventSchema.EVENT_GRID);
    String published = Instant.ofEpochMilli(delivery.publishedAt()).toString();
    if (cloudEvents) {
      node.put("deadletterreason", delivery.deadLetterReason());
      node.put("deliveryattempts", delivery.attempts());
      node.put("lastdeliveryoutcome", delivery.lastOutcome());
      node.put("publishtime", published);
    } else {
      node.put("deadLetterReason", delivery.deadLetterReason());
      node.put("deliveryAttempts", delivery.attempts());
      node.put("lastDeliveryOutcome", delivery.lastOutcome());
      node.put("publishTime", published);
      if (delivery.lastAttemptAt() > 0) {
        node.put(
            "lastDeliveryAttemptTime", Instant.ofEpochMilli(delivery.lastAttemptAt()).toString());
      }
    }
    return node;
  }

  private Duration wait(int attemptsBefore, int status) {
    Duration scheduled =
        config.retrySchedule().get(Math.min(attemptsBefore, config.retrySchedule().size() - 1));
    Duration least =
        switch (status) {
          case 408 -> config.minimumAfterRequestTimeout();
          case 503 -> config.minimumAfterUnavailable();
          default -> config.minimumAfterOther();
        };
    Duration wait = scheduled.compareTo(least) < 0 ? least : scheduled;
    return wait.plusMillis(
        (long) (wait.toMillis() * config.jitter() * ports.random().nextDouble()));
  }

  private long after(Duration wait) {
    return ports.clock().millis() + wait.toMillis();
  }

  private static @Nullable TraceContext parent(Delivery delivery) {
    String traceparent = delivery.event().traceparent();
    return traceparent == null ? null : TraceContext.parse(traceparent).orElse(null);
  }
}
