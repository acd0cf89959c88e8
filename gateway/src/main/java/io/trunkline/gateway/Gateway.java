package io.trunkline.gateway;

import io.trunkline.gateway.effects.BackendClient;
import io.trunkline.gateway.effects.BucketCounters;
import io.trunkline.gateway.effects.DiscoveredKeys;
import io.trunkline.gateway.policy.PolicyCompiler;
import io.trunkline.gateway.policy.PolicyServices;
import io.trunkline.gateway.resource.Configuration;
import io.trunkline.gateway.resource.GatewayProvider;
import io.trunkline.gateway.wire.GatewayPlane;
import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.Endpoints;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.resources.ResourceProvider;
import io.trunkline.resources.ResourceTree;
import io.vertx.core.http.HttpClient;
import java.time.InstantSource;

/** The room, put together: a plane for the doors and a provider for the resource tree. */
public final class Gateway {
  private final GatewayPlane plane;
  private final ResourceProvider provider;

  /**
   * @param tree where imported operations and built-in subscriptions are put; used only when
   *     resources are provisioned
   * @param caller fetches signing keys and does {@code send-request}
   * @param backends calls backends: pooled, trusting whom the node trusts, following no redirects
   */
  public Gateway(
      GatewayConfig config,
      Endpoints endpoints,
      InstantSource clock,
      IdSource ids,
      Tracing tracing,
      ResourceTree tree,
      ManagedIdentityTokens identities,
      HttpCaller caller,
      HttpClient backends) {
    PolicyServices services =
        new PolicyServices(
            config,
            clock,
            caller,
            identities,
            new BackendClient(backends, tracing, config.maxBufferedBodyBytes()),
            new BucketCounters(clock, config.maxCounters()),
            new DiscoveredKeys(caller, clock, config));
    Configuration configuration = new Configuration(new PolicyCompiler(services, ids));
    this.plane = new GatewayPlane(configuration, config, clock, ids);
    this.provider = GatewayProvider.create(configuration, config, endpoints, ids, tree);
  }

  public HttpPlane plane() {
    return plane;
  }

  public ResourceProvider provider() {
    return provider;
  }
}
