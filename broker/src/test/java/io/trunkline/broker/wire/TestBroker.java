package io.trunkline.broker.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.NoTrace;
import io.trunkline.broker.effects.Waker;
import io.trunkline.broker.resource.ServiceBusProvider;
import io.trunkline.broker.resource.TreeEntityStore;
import io.trunkline.broker.service.BrokerEnvironment;
import io.trunkline.broker.service.BrokerOptions;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller;
import io.trunkline.identity.Permission;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.kernel.memory.SimulatedLog;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceManager;
import io.trunkline.resources.ResourceTree;
import io.trunkline.testkit.NoPrincipals;
import io.trunkline.testkit.OpenAccess;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** A broker with one namespace on a kernel in memory, its entities in a resource tree. */
final class TestBroker implements AutoCloseable {
  static final String KEY = BrokerOptions.EMULATOR_KEY;
  private static final String TENANT = "11111111-1111-1111-1111-111111111111";
  private static final String SUBSCRIPTION = "22222222-2222-2222-2222-222222222222";
  private static final ResourceId GROUP = ResourceId.resourceGroup(SUBSCRIPTION, "trunkline");
  static final ResourceId NAMESPACE =
      GROUP.resource("Microsoft.ServiceBus/namespaces", "sbemulatorns");

  private final MemoryKernel kernel = new MemoryKernel(InstantSource.system());
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final ResourceManager resources;
  private final BrokerService broker;

  TestBroker() {
    Endpoints endpoints = Endpoints.local(0);
    resources =
        new ResourceManager(
            ControlPlaneSettings.of(TENANT, SUBSCRIPTION, endpoints),
            new OpenAccess(TENANT),
            new NoPrincipals(),
            IdSource.secure(),
            InstantSource.system());
    broker =
        new BrokerService(
            new BrokerEnvironment(
                kernel,
                InstantSource.system(),
                IdSource.secure(),
                Waker.of(timers, InstantSource.system()),
                (room, name, parent) -> new NoTrace(),
                endpoints,
                new KeyAuthorizer(),
                event -> CompletableFuture.completedFuture(null),
                BrokerLimits.defaults()),
            new BrokerOptions(null, KEY),
            new TreeEntityStore(resources::tree));
    resources.register(ServiceBusProvider.of(broker, resources::tree));
    resources.open(kernel);
    resources.provisionAll();
    put(GROUP, body -> body.put("location", "local"));
    put(NAMESPACE, body -> body.put("location", "local").putObject("sku").put("name", "Standard"));
    put(
        NAMESPACE.child("AuthorizationRules", "listen"),
        body ->
            body.putObject("properties").put("primaryKey", KEY).putArray("rights").add("Listen"));
  }

  BrokerService service() {
    return broker;
  }

  /** Returns the log of the namespace, to inject faults. */
  SimulatedLog log() {
    return kernel.log(new ShardId("broker/" + NAMESPACE.name()));
  }

  ResourceTree tree() {
    return resources.tree();
  }

  /** Has this node cease to lead the namespace, and lead it again. */
  void moveAwayAndBack() {
    SimulatedLog log = kernel.log(new ShardId("broker/sbemulatorns"));
    log.depose();
    log.elect();
  }

  void queue(String name, boolean sessions) {
    put(
        NAMESPACE.child("queues", name),
        body -> body.putObject("properties").put("requiresSession", sessions));
  }

  void topic(String name) {
    put(NAMESPACE.child("topics", name), body -> body.putObject("properties"));
  }

  void subscription(String topic, String name) {
    put(
        NAMESPACE.child("topics", topic).child("subscriptions", name),
        body -> body.putObject("properties"));
  }

  private void put(ResourceId id, Consumer<ObjectNode> fill) {
    ObjectNode body = Json.object();
    fill.accept(body);
    resources.tree().put(id, body);
  }

  @Override
  public void close() {
    kernel.close();
    timers.shutdownNow();
  }

  /** Keys have their rights; whoever shows a token may do everything. */
  private static final class KeyAuthorizer implements Authorizer {
    @Override
    public boolean allows(Caller caller, Permission permission) {
      return switch (caller) {
        case Caller.SystemCaller system -> true;
        case Caller.TokenCaller token -> true;
        case Caller.AnonymousCaller nobody -> false;
        case Caller.KeyCaller key ->
            ResourceId.parse(permission.scope()).within(ResourceId.parse(key.scope()))
                && key.actions().contains(permission.action());
      };
    }
  }
}
