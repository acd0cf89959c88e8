package io.trunkline.workflows.check;

import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.workflows.connector.Authentication;
import io.trunkline.workflows.connector.Connection;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.EventGridConnector;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.connector.Parameters;
import io.trunkline.workflows.connector.ServiceBusConnector;
import io.trunkline.workflows.local.NoIdentities;
import io.trunkline.workflows.local.NoResources;
import io.trunkline.workflows.local.NoServiceBus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** The connectors that run here, and what they offer. */
public final class Catalogue {
  private static final Tracing NOWHERE =
      new SpanRecorder(span -> {}, InstantSource.system(), ThreadLocalRandom::current);

  private static final Authentication NOBODY =
      new Authentication(
          (identity, audience) -> {
            throw NoIdentities.refusal();
          },
          call -> CompletableFuture.failedFuture(new IllegalStateException("a check calls nobody")),
          InstantSource.system());

  private final Map<String, Connector> connectors = new HashMap<>();

  private Catalogue(List<Connector> connectors) {
    connectors.forEach(
        connector -> connector.names().forEach(name -> this.connectors.put(name, connector)));
  }

  /** Returns the connectors of this room and others. */
  public static Catalogue with(List<Connector> others) {
    List<Connector> all = new ArrayList<>(others);
    all.add(new ServiceBusConnector(new NoServiceBus(), new NoIdentities()));
    all.add(new EventGridConnector(new NoResources(), new NoIdentities(), NOBODY, ""));
    return new Catalogue(all);
  }

  /** Returns whether a connector runs here; {@code name} is lower-case. */
  boolean has(String name) {
    return connectors.containsKey(name);
  }

  Set<String> names() {
    return new TreeSet<>(connectors.keySet());
  }

  /** Returns whether a connector that runs here has an operation, as far as it can tell. */
  boolean offers(String name, Operation operation) {
    Connection connection =
        new Connection(
            name,
            name,
            new Parameters(Json.object(), "setting"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "");
    Connector connector = connectors.get(name);
    return connector == null
        || connector.offers(
            new ConnectorCall(
                operation,
                connection,
                "",
                NOWHERE.start("check", operation.name(), null),
                Duration.ZERO,
                Integer.MAX_VALUE));
  }
}
