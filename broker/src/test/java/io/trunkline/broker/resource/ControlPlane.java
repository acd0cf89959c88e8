package io.trunkline.broker.resource;

import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.service.BrokerEnvironment;
import io.trunkline.broker.service.BrokerOptions;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.broker.service.ManualWaker;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceManager;
import io.trunkline.resources.ResourceTree;
import io.trunkline.testkit.NoPrincipals;
import io.trunkline.testkit.OpenAccess;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A real resource tree over the broker, on a kernel in memory. */
final class ControlPlane implements AutoCloseable {
  private static final String TENANT = "11111111-1111-1111-1111-111111111111";
  static final String SUBSCRIPTION = "22222222-2222-2222-2222-222222222222";
  static final ResourceId GROUP = ResourceId.resourceGroup(SUBSCRIPTION, "rg");
  static final ResourceId NAMESPACE = GROUP.resource(ServiceBusType.NAMESPACES, "orders-ns");

  private final ManualClock clock = new ManualClock();
  private final @Nullable String developmentKey;
  private MemoryKernel kernel = new MemoryKernel(clock);
  private ResourceManager manager;
  private BrokerService broker;

  ControlPlane(@Nullable String developmentKey) {
    this.developmentKey = developmentKey;
    start();
    tree().put(GROUP, Json.object().put("location", "westeurope"));
    tree().put(NAMESPACE, Json.object().put("location", "westeurope"));
  }

  private void start() {
    manager =
        new ResourceManager(
            ControlPlaneSettings.of(TENANT, SUBSCRIPTION, Endpoints.local(0)),
            new OpenAccess(TENANT),
            new NoPrincipals(),
            IdSource.seeded(1),
            clock);
    Tracing none =
        (_, _, _) -> {
          throw new UnsupportedOperationException("nothing is traced here");
        };
    broker =
        new BrokerService(
            new BrokerEnvironment(
                kernel,
                clock,
                IdSource.seeded(2),
                new ManualWaker(clock),
                none,
                Endpoints.local(0),
                (_, _) -> true,
                _ -> CompletableFuture.completedFuture(null),
                BrokerLimits.defaults()),
            new BrokerOptions(null, developmentKey),
            new TreeEntityStore(this::tree));
    manager.register(ServiceBusProvider.of(broker, this::tree));
    manager.open(kernel);
    manager.provisionAll();
  }

  void restart() {
    kernel = kernel.crash();
    start();
  }

  ResourceTree tree() {
    return manager.tree();
  }

  BrokerService broker() {
    return broker;
  }

  @Override
  public void close() {
    kernel.close();
  }
}
