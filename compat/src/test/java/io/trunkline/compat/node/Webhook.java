package io.trunkline.compat.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A webhook that proves itself by Event Grid's validation handshake and keeps what it is sent. */
public final class Webhook implements AutoCloseable {
  private final HttpServer server;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  public Webhook() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/", this::take);
    server.start();
  }

  public String address() {
    return "http://localhost:" + server.getAddress().getPort() + "/events";
  }

  /** Returns the events that came, in order of arrival. */
  public List<JsonNode> events() {
    return events;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body = Json.parse(exchange.getRequestBody().readAllBytes());
      JsonNode answer = Json.object();
      String type = exchange.getRequestHeaders().getFirst("aeg-event-type");
      if ("SubscriptionValidation".equals(type)) {
        String code = body.path(0).path("data").path("validationCode").asText();
        answer = Json.object().put("validationResponse", code);
      } else if (body.isArray()) {
        body.forEach(events::add);
      } else {
        events.add(body);
      }
      byte[] bytes = Json.bytes(answer);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
