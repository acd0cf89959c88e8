package io.trunkline.broker.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntitySettings;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.RuleAction;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.RuleFilter;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller;
import io.trunkline.identity.Permission;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.kernel.memory.SimulatedLog;
import io.trunkline.net.Endpoints;
import io.trunkline.net.tracing.Trace;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.SystemEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A namespace on a kernel in memory, with a clock that the test moves. */
public final class BrokerHarness implements AutoCloseable {
  public static final ResourceId NAMESPACE =
      ResourceId.parse(
          "/subscriptions/s/resourceGroups/g/providers/Microsoft.ServiceBus/namespaces/orders-ns");
  public static final Caller SYSTEM = new Caller.SystemCaller("test");

  public final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  public final List<SystemEvents.SystemEvent> events = new CopyOnWriteArrayList<>();
  public final List<ResourceId> deleted = new CopyOnWriteArrayList<>();
  public final List<String> spans = new CopyOnWriteArrayList<>();
  public BrokerLimits limits = BrokerLimits.defaults();

  /** One for all starts: a lock token is never given twice. */
  private final IdSource ids = IdSource.seeded(7);

  private MemoryKernel kernel = new MemoryKernel(clock);
  private BrokerService broker;
  private NamespaceService namespace;

  public BrokerHarness() {
    start();
  }

  private void start() {
    BrokerEnvironment environment =
        new BrokerEnvironment(
            kernel,
            clock,
            ids,
            new ManualWaker(clock),
            new Spans(),
            Endpoints.local(0),
            new ScopedAuthorizer(),
            event -> {
              events.add(event);
              return CompletableFuture.completedFuture(null);
            },
            limits);
    broker = new BrokerService(environment, new BrokerOptions(null, null), new Definitions());
    namespace = broker.open(NAMESPACE);
  }

  /** Stops everything and starts it again on what was committed. */
  public void restart() {
    kernel = kernel.crash();
    start();
  }

  @Override
  public void close() {
    kernel.close();
  }

  public BrokerService broker() {
    return broker;
  }

  public NamespaceService namespace() {
    return namespace;
  }

  /** Returns the log of the namespace, to inject faults. */
  public SimulatedLog log() {
    return kernel.log(new ShardId("broker/" + NAMESPACE.name()));
  }

  /** Waits until everything that follows from the calls so far has happened. */
  public void settle() {
    kernel.settle();
  }

  public void advance(Duration step) {
    settle();
    clock.advance(step);
    settle();
  }

  // ---- definitions --------------------------------------------------------------------------

  public EntityPath queue(String name, UnaryOperator<Settings> settings) {
    return put(EntityPath.of(name), EntityKind.QUEUE, settings);
  }

  public EntityPath queue(String name) {
    return queue(name, settings -> settings);
  }

  public EntityPath topic(String name) {
    return put(EntityPath.of(name), EntityKind.TOPIC, settings -> settings);
  }

  /** Adds a subscription without rules. */
  public EntityPath subscription(String topic, String name, UnaryOperator<Settings> settings) {
    return put(EntityPath.subscription(topic, name), EntityKind.SUBSCRIPTION, settings);
  }

  public EntityPath put(EntityPath path, EntityKind kind, UnaryOperator<Settings> settings) {
    EntitySettings value = settings.apply(new Settings()).build();
    namespace.define(new BrokerCommand.PutEntity(path, kind, value));
    return path;
  }

  public void rule(EntityPath subscription, String name, String sql, @Nullable String action) {
    namespace.define(
        new BrokerCommand.PutRule(
            subscription,
            new RuleDescription(
                name, new RuleFilter.Sql(sql), RuleAction.of(action, Map.of()), 0)));
  }

  public void remove(EntityPath path) {
    namespace.define(new BrokerCommand.RemoveEntity(path));
  }

  // ---- messages -----------------------------------------------------------------------------

  public static BrokerMessage message(String body) {
    return message(body, MessageProperties.NONE, Map.of());
  }

  public static BrokerMessage message(
      String body, MessageProperties properties, Map<String, Object> applicationProperties) {
    byte[] payload = body.getBytes(UTF_8);
    return BrokerMessage.sent(properties, applicationProperties, payload, payload.length);
  }

  public static BrokerMessage inSession(String body, String session) {
    return message(body, MessageProperties.builder().sessionId(session).build(), Map.of());
  }

  public static String body(Delivery delivery) {
    return new String(delivery.message().message().payload(), UTF_8);
  }

  public List<Long> send(EntityPath path, BrokerMessage... messages) {
    return Waiting.on(namespace.sink(SYSTEM, path).send(List.of(messages)));
  }

  public List<Long> send(EntityPath path, String... bodies) {
    return Waiting.on(
        namespace
            .sink(SYSTEM, path)
            .send(List.of(bodies).stream().map(BrokerHarness::message).toList()));
  }

  public MessageSource source(EntityPath path) {
    return namespace.source(SYSTEM, path);
  }

  /** Opens a receiver with credit for many messages and waits for what is there. */
  public Deliveries receive(EntityPath path, ReceiveMode mode, int credit) {
    Deliveries deliveries = new Deliveries();
    MessageReceiver receiver = Waiting.on(source(path).receiver(mode, deliveries));
    receiver.allow(credit);
    settle();
    return deliveries;
  }

  /** Locks what is there, up to {@code max} messages, without staying. */
  public List<Delivery> lock(EntityPath path, int max) {
    return Waiting.on(source(path).receive(max, Duration.ZERO, ReceiveMode.PEEK_LOCK));
  }

  /** Removes everything that is there and returns the bodies. */
  public List<String> drain(EntityPath path) {
    return Waiting.on(source(path).receive(1_000, Duration.ZERO, ReceiveMode.RECEIVE_AND_DELETE))
        .stream()
        .map(BrokerHarness::body)
        .toList();
  }

  public void settle(EntityPath path, Delivery delivery, Settlement settlement) {
    Waiting.on(source(path).settle(delivery.lockToken(), settlement));
  }

  public static BrokerException failureOf(CompletableFuture<?> future) {
    try {
      Object value = Waiting.on(future);
      throw new AssertionError("expected a failure but got " + value);
    } catch (BrokerException e) {
      return e;
    }
  }

  /** Keeps rules in the namespace itself and notes deletions. */
  private final class Definitions implements EntityStore {
    @Override
    public void putRule(ResourceId rule, RuleDescription description) {
      namespace.define(new BrokerCommand.PutRule(EntityNames.pathOf(rule), description));
    }

    @Override
    public void putEntity(ResourceId entity, Optional<Duration> deleteOnIdle) {
      put(EntityNames.pathOf(entity), EntityKind.QUEUE, settings -> settings);
    }

    @Override
    public void putSubscription(
        ResourceId subscription, RuleDescription rule, Optional<Duration> deleteOnIdle) {
      put(EntityNames.pathOf(subscription), EntityKind.SUBSCRIPTION, settings -> settings);
      namespace.define(new BrokerCommand.PutRule(EntityNames.pathOf(subscription), rule));
    }

    @Override
    public boolean delete(ResourceId resource) {
      deleted.add(resource);
      return false;
    }
  }

  /** Allows the system everything and keys what they say, at their scope and below. */
  private static final class ScopedAuthorizer implements Authorizer {
    @Override
    public boolean allows(Caller caller, Permission permission) {
      return switch (caller) {
        case Caller.SystemCaller _ -> true;
        case Caller.KeyCaller key ->
            key.actions().contains(permission.action())
                && ResourceId.parse(permission.scope()).within(ResourceId.parse(key.scope()));
        default -> false;
      };
    }
  }

  private final class Spans implements Tracing {
    @Override
    public Trace start(String room, String name, @Nullable TraceContext parent) {
      spans.add(name + " " + (parent == null ? "-" : parent.traceId()));
      return new Trace() {
        @Override
        public TraceContext context() {
          throw new UnsupportedOperationException();
        }

        @Override
        public Trace attribute(String attribute, String value) {
          return this;
        }

        @Override
        public Trace failed(String reason) {
          spans.add(name + " failed");
          return this;
        }

        @Override
        public void close() {}
      };
    }
  }
}
