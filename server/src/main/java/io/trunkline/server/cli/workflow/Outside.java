package io.trunkline.server.cli.workflow;

import io.trunkline.net.http.VertxHttpCaller;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorFactory;
import io.trunkline.workflows.connector.ConnectorServices;
import io.trunkline.workflows.local.LocalEngine;
import io.trunkline.workflows.local.LocalException;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** What a local run reaches where calls are allowed; opened when it is first needed. */
final class Outside implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private @Nullable Vertx vertx;
  private @Nullable VertxHttpCaller caller;

  LocalEngine.Options options(Instant now) {
    Vertx opened = Vertx.vertx();
    VertxHttpCaller http = new VertxHttpCaller(opened, null);
    vertx = opened;
    caller = http;
    return new LocalEngine.Options(now, PATIENCE, http, () -> connectors(http));
  }

  private static List<Connector> connectors(VertxHttpCaller http) {
    ConnectorServices services =
        new ConnectorServices(
            http,
            (identity, audience) -> {
              throw new LocalException("There are no managed identities in a local run.");
            },
            Clock.systemUTC(),
            Optional.empty());
    return ServiceLoader.load(ConnectorFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .flatMap(factory -> factory.create(services).stream())
        .toList();
  }

  @Override
  public void close() {
    if (caller != null) {
      caller.close();
    }
    if (vertx != null) {
      vertx.close().await();
    }
  }
}
