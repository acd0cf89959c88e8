package io.trunkline.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.Connection;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorServices;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.connector.Parameters;
import io.trunkline.workflows.connector.Poll;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** Calls connectors as the engine does, with evaluated inputs. */
final class Calls {
  private static final Clock CLOCK = Clock.systemUTC();

  private final Connector connector;
  private final Connection connection;

  Calls(String name, JsonNode settings, Optional<Path> configuration) {
    connector =
        new StandardConnectors()
                .create(
                    new ConnectorServices(
                        call -> CompletableFuture.failedFuture(new IllegalStateException()),
                        (identity, audience) -> "token",
                        CLOCK,
                        configuration))
                .stream()
                .filter(one -> one.names().contains(name))
                .findFirst()
                .orElseThrow();
    connection =
        new Connection(
            "c",
            name,
            new Parameters(settings, "setting"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "workflow");
  }

  JsonNode call(String operation, String parameters) {
    return body(connector.call(prepared(builtIn(operation, parameters))));
  }

  JsonNode managed(String method, String path, String queries, String body) {
    return body(
        connector.call(
            prepared(
                Operation.managed(
                    Json.parse(
                        "{\"method\":\"%s\",\"path\":\"%s\",\"queries\":%s,\"body\":%s}"
                            .formatted(method, path, queries, body))))));
  }

  Poll poll(String operation, String parameters, JsonNode state) {
    return connector.poll(prepared(builtIn(operation, parameters)), state);
  }

  private static JsonNode body(CallResult result) {
    return ((CallResult.Answer) result).body();
  }

  private static Operation builtIn(String operation, String parameters) {
    return Operation.builtIn(
        Json.parse(
            "{\"parameters\":%s,\"serviceProviderConfiguration\":{\"operationId\":\"%s\"}}"
                .formatted(parameters, operation)));
  }

  private ConnectorCall prepared(Operation operation) {
    return new ConnectorCall(
        operation,
        connection,
        "run/1/Action",
        new SpanRecorder(span -> {}, CLOCK, ThreadLocalRandom::current)
            .start("workflows", "action", null),
        Duration.ofSeconds(20),
        1 << 20);
  }
}
