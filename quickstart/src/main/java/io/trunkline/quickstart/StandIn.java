package io.trunkline.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What is around Trunkline in the story: the existing web service that fulfils orders, down at
 * first; a webhook that takes notices; and a webhook that always fails.
 */
public final class StandIn implements AutoCloseable {
  /** Observer name: the web service fulfilled an order. */
  public static final String FULFILMENT = "fulfilment";

  /** Observer name: the webhook was told of an order. */
  public static final String NOTICES = "notices";

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Ledger ledger;
  private volatile boolean down = true;

  public StandIn(Ledger ledger) throws IOException {
    this.ledger = ledger;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(executor);
    server.createContext("/fulfilment/orders", this::orders);
    server.createContext("/notices", this::notices);
    server.createContext("/failing", exchange -> webhook(exchange, 500));
    server.start();
  }

  public String address(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  /** Brings the web service up. */
  public void comeUp() {
    down = false;
  }

  private void orders(HttpExchange exchange) throws IOException {
    if (down) {
      answer(exchange, 503, Json.object().put("error", "the service is down"));
      return;
    }
    if (exchange.getRequestMethod().equals("POST")) {
      JsonNode order = Json.parse(exchange.getRequestBody().readAllBytes());
      ledger.saw(FULFILMENT, order.path("orderId").asText());
      answer(exchange, 201, Json.object().put("status", "fulfilled"));
      return;
    }
    String path = exchange.getRequestURI().getPath();
    String id = path.substring(path.lastIndexOf('/') + 1);
    boolean known = ledger.has(FULFILMENT, id);
    answer(
        exchange,
        known ? 200 : 404,
        Json.object().put("orderId", id).put("status", known ? "fulfilled" : "unknown"));
  }

  private void notices(HttpExchange exchange) throws IOException {
    webhook(exchange, 200);
  }

  /** Answers the handshake of an event subscription, and events with {@code status}. */
  private void webhook(HttpExchange exchange, int status) throws IOException {
    JsonNode events = Json.parse(exchange.getRequestBody().readAllBytes());
    String type = exchange.getRequestHeaders().getFirst("aeg-event-type");
    if ("SubscriptionValidation".equals(type)) {
      String code = events.path(0).path("data").path("validationCode").asText();
      answer(exchange, 200, Json.object().put("validationResponse", code));
      return;
    }
    if (status == 200) {
      events.forEach(event -> ledger.saw(NOTICES, event.path("data").path("orderId").asText()));
    }
    answer(exchange, status, Json.object());
  }

  private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = Json.bytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange;
        var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
