package io.trunkline.server.cli.workflow;

import io.trunkline.net.http.HttpCaller;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorFactory;
import io.trunkline.workflows.connector.ConnectorServices;
import io.trunkline.workflows.local.LocalException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;

/** The connectors on the class path, outside of a node. */
public final class LocalConnectors {
  private LocalConnectors() {}

  /** Returns connectors that can be asked what they offer; they call nothing. */
  public static List<Connector> withoutCalls() {
    return with(
        call -> CompletableFuture.failedFuture(new LocalException("nothing is called here")));
  }

  static List<Connector> with(HttpCaller http) {
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
}
