package io.trunkline.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.Connection;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.connector.Parameters;
import io.trunkline.workflows.connector.Poll;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A declared connector with a connection, called as the engine does; all share one Camel. */
final class Declared {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final CamelRuntime RUNTIME = new CamelRuntime();

  private final Connector connector;
  private final Connection connection;
  private @Nullable JsonNode state;

  private Declared(Declaration declaration, String settings) {
    connector = new DeclaredConnector(declaration, () -> RUNTIME);
    connection =
        new Connection(
            "c",
            declaration.name(),
            new Parameters(Json.parse(settings), "setting"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "workflow");
  }

  static Declared shipped(String name, String settings) {
    return new Declared(Declarations.shipped(name), settings);
  }

  static Declared of(String declaration, String settings) {
    return new Declared(DeclarationReader.read(Json.parse(declaration)), settings);
  }

  JsonNode call(String operation, String parameters) {
    return ((CallResult.Answer) connector.call(prepared(operation, parameters))).body();
  }

  boolean offers(String operation) {
    return connector.offers(prepared(operation, "{}"));
  }

  /** Polls until {@code count} messages have come, and settles each poll. */
  List<JsonNode> receive(String trigger, String parameters, int count) {
    List<JsonNode> found = new ArrayList<>();
    for (int polls = 0; found.size() < count; polls++) {
      if (polls == 6) {
        throw new AssertionError(found.size() + " of " + count + " messages came: " + found);
      }
      Poll poll = poll(trigger, parameters, true);
      if (poll.outputs() != null) {
        poll.outputs().path("body").forEach(found::add);
      }
    }
    return found;
  }

  /** Polls once and says what came of the runs. */
  Poll poll(String trigger, String parameters, boolean accepted) {
    Poll poll = connector.poll(prepared(trigger, parameters), state);
    state = poll.state();
    if (poll.settlement() != null) {
      connector.settle(poll.settlement(), accepted, connection);
    }
    return poll;
  }

  private ConnectorCall prepared(String operation, String parameters) {
    return new ConnectorCall(
        Operation.builtIn(
            Json.parse(
                "{\"parameters\":%s,\"serviceProviderConfiguration\":{\"operationId\":\"%s\"}}"
                    .formatted(parameters, operation))),
        connection,
        "run/1/Action",
        new SpanRecorder(span -> {}, CLOCK, ThreadLocalRandom::current)
            .start("workflows", "action", null),
        Duration.ofSeconds(5),
        1 << 20);
  }
}
