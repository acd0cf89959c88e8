package io.trunkline.compat.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trunkline.compat.history.Operation.Deliver;
import io.trunkline.compat.history.Operation.Step;
import io.trunkline.compat.history.Outcome;
import io.trunkline.compat.history.Recorder;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What runs call and events are delivered to. Every few calls it does what it was asked for and
 * answers that it failed, so that they are repeated.
 */
public final class WebService implements AutoCloseable {
  private static final int FAILS_EVERY = 9;

  private final Recorder recorder;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong calls = new AtomicLong();

  /**
   * Starts to listen.
   *
   * @param host address at which nodes reach this machine
   */
  public WebService(String host, Recorder recorder) throws IOException {
    this.recorder = recorder;
    this.server = HttpServer.create(new InetSocketAddress(host, 0), 64);
    server.setExecutor(executor);
    server.createContext("/steps", this::step);
    server.createContext("/notices", this::notice);
    server.start();
  }

  public String address(String path) {
    return "http://%s:%d%s"
        .formatted(server.getAddress().getHostString(), server.getAddress().getPort(), path);
  }

  private void step(HttpExchange exchange) throws IOException {
    Instant invoked = recorder.now();
    JsonNode order = Json.parse(exchange.getRequestBody().readAllBytes());
    recorder.add(
        "service",
        new Step(
            order.path("workflow").asText(),
            order.path("key").asText(),
            "fulfil",
            String.valueOf(exchange.getRequestHeaders().getFirst("x-ms-client-request-id"))),
        invoked,
        Outcome.OK);
    answer(exchange, Json.object());
  }

  private void notice(HttpExchange exchange) throws IOException {
    Instant invoked = recorder.now();
    JsonNode events = Json.parse(exchange.getRequestBody().readAllBytes());
    if ("SubscriptionValidation".equals(exchange.getRequestHeaders().getFirst("aeg-event-type"))) {
      String code = events.at("/0/data/validationCode").asText();
      calls.set(0);
      answer(exchange, Json.object().put("validationResponse", code));
      return;
    }
    for (JsonNode event : events) {
      recorder.add(
          "subscriber",
          new Deliver(
              event.at("/data/topic").asText(),
              EventPublisher.SUBSCRIPTION,
              event.path("id").asText()),
          invoked,
          Outcome.OK);
    }
    answer(exchange, Json.object());
  }

  private void answer(HttpExchange exchange, JsonNode body) throws IOException {
    try (exchange) {
      byte[] bytes = Json.bytes(body);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(
          calls.incrementAndGet() % FAILS_EVERY == 0 ? 503 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
