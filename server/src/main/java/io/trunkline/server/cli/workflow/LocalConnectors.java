package io.trunkline.server.cli.workflow;

import io.trunkline.net.http.HttpCaller;
import io.trunkline.server.node.ConnectorLibrary;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorServices;
import io.trunkline.workflows.local.LocalException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The connectors on the class path, outside of a node. */
public final class LocalConnectors {
  private LocalConnectors() {}

  /**
   * Returns connectors that can be asked what they offer; they call nothing.
   *
   * @param configuration directory {@code connectors} of a node, whose declarations count too
   */
  public static List<Connector> withoutCalls(Optional<Path> configuration) {
    return with(
        call -> CompletableFuture.failedFuture(new LocalException("nothing is called here")),
        configuration);
  }

  static List<Connector> with(HttpCaller http, Optional<Path> configuration) {
    ConnectorServices services =
        new ConnectorServices(
            http,
            (identity, audience) -> {
              throw new LocalException("There are no managed identities in a local run.");
            },
            Clock.systemUTC(),
            configuration);
    return ConnectorLibrary.factories(configuration).stream()
        .flatMap(factory -> factory.create(services).stream())
        .toList();
  }
}
