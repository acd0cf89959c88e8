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
import io.trunkline.net.http.OwnAddresses;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.resources.ResourceProvider;
import io.trunkline.resources.ResourceTree;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The room, put together: a plane for the doors and a provider for the resource tree. */
public final class Gateway {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

  /** Shorter than what servers keep idle connections for, so that none is found closed. */
  private static final int KEEP_ALIVE_SECONDS = 15;

  private final GatewayPlane plane;
  private final ResourceProvider provider;

  /**
   * @param tree where imported operations and built-in subscriptions are put; used only when
   *     resources are provisioned
   * @param caller fetches signing keys and does {@code send-request}
   * @param backends calls backends: see {@link #backendClient}
   * @param own backends at these addresses are called at this node
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
      HttpClient backends,
      OwnAddresses own) {
    PolicyServices services =
        new PolicyServices(
            config,
            clock,
            caller,
            identities,
            new BackendClient(backends, own, tracing, config.maxBufferedBodyBytes()),
            new BucketCounters(clock, config.maxCounters()),
            new DiscoveredKeys(caller, clock, config));
    Configuration configuration = new Configuration(new PolicyCompiler(services, ids));
    this.plane = new GatewayPlane(configuration, config, clock, ids);
    this.provider = GatewayProvider.create(configuration, config, endpoints, ids, tree);
  }

  /**
   * Returns a client for backends, with TLS that trusts the system's authorities and the node's
   * own. Reading those takes a while the first time.
   *
   * @param certificates the node's own, or null for none
   */
  public static HttpClient backendClient(
      Vertx vertx, @Nullable NodeCertificates certificates, GatewayConfig config) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setDecompressionSupported(false)
            .setMaxHeaderSize(32 * 1024);
    if (certificates != null) {
      options.setTrustOptions(certificates.trustOptions());
    }
    return vertx.createHttpClient(
        options,
        new PoolOptions()
            .setHttp1MaxSize(config.maxBackendConnections())
            .setMaxWaitQueueSize(8 * config.maxBackendConnections()));
  }

  public HttpPlane plane() {
    return plane;
  }

  public ResourceProvider provider() {
    return provider;
  }
}
