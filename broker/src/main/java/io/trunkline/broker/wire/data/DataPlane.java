package io.trunkline.broker.wire.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.service.Broker;
import io.trunkline.broker.service.MessageSource;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.broker.wire.HttpCallers;
import io.trunkline.broker.wire.NamespaceAddress;
import io.trunkline.broker.wire.WireError;
import io.trunkline.broker.wire.amqp.DataMessages;
import io.trunkline.identity.Caller;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The HTTP data API, at {@code …/messages} below entities; before the {@code AdminPlane}. */
public final class DataPlane extends CallPlane {
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final String BATCH = "application/vnd.microsoft.servicebus.json";
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(60);

  private final Broker broker;
  private final TokenVerifier tokens;

  public DataPlane(Broker broker, TokenVerifier tokens) {
    this.broker = broker;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public boolean claims(RequestHead head) {
    return messagesAt(List.of(head.path().substring(1).split("/"))) > 0
        && NamespaceAddress.of(broker, head).isPresent();
  }

  /** Returns where {@code messages} stands: last, or before one or two segments; else -1. */
  private static int messagesAt(List<String> segments) {
    for (int i = Math.max(1, segments.size() - 3); i < segments.size(); i++) {
      if (segments.get(i).equalsIgnoreCase("messages")) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Optional<String> shard(RequestHead head) {
    return NamespaceAddress.of(broker, head).map(address -> address.namespace().shard().value());
  }

  @Override
  public HttpReply noLeader(RequestHead head) {
    return error(new WireError("", 503, NO_LEADER));
  }

  @Override
  public int maxBodyBytes() {
    return MAX_BODY_BYTES;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    try {
      NamespaceAddress address = NamespaceAddress.of(broker, call.head()).orElseThrow();
      MessagingNamespace namespace = address.namespace();
      List<String> segments = address.segments(call.head());
      int at = messagesAt(segments);
      if (at < 0) {
        throw new BrokerException(BrokerError.ARGUMENT_ERROR, "No entity stands before messages.");
      }
      String audience = String.join("/", call.segments().subList(0, address.prefix() + at));
      Caller caller = HttpCallers.of(call, namespace, tokens, audience);
      EntityPath path = EntityPath.parse(String.join("/", segments.subList(0, at)));
      List<String> below = segments.subList(at + 1, segments.size());
      return switch (below.size()) {
        case 0 ->
            call.method().equals("DELETE")
                ? DataExtensions.purge(call, namespace, caller, path)
                : send(call, namespace, caller, path);
        case 1 ->
            call.method().equals("GET") && below.getFirst().equalsIgnoreCase("counts")
                ? DataExtensions.counts(call, namespace, caller, path, wait(call))
                : receive(call, namespace.source(caller, path), below.getFirst());
        default ->
            settle(call.method(), namespace.source(caller, path), below.getFirst(), below.get(1));
      };
    } catch (JsonException e) {
      return error(new WireError("", 400, String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      WireError error = WireError.of(e);
      // An entity that is not there is gone to this API; a lost lock is not found.
      int status =
          switch (error.status()) {
            case 404 -> 410;
            case 410 -> 404;
            default -> error.status();
          };
      return error(new WireError(error.condition(), status, error.description()));
    }
  }

  private static HttpReply send(
      HttpCall call, MessagingNamespace namespace, Caller caller, EntityPath path) {
    if (!call.method().equals("POST")) {
      throw notAllowed(call.method());
    }
    String contentType = call.header("content-type").orElse("");
    List<BrokerMessage> messages = new ArrayList<>();
    if (contentType.startsWith(BATCH)) {
      for (JsonNode entry : Json.parse(call.body())) {
        Map<String, Object> custom = new LinkedHashMap<>();
        entry
            .path("UserProperties")
            .properties()
            .forEach(property -> custom.put(property.getKey(), value(property.getValue())));
        messages.add(
            DataMessages.of(
                BrokerPropertiesJson.read(entry.path("BrokerProperties"), null),
                custom,
                entry.path("Body").asText().getBytes(StandardCharsets.UTF_8)));
      }
    } else {
      JsonNode properties =
          call.header("brokerproperties").map(Json::parse).orElseGet(Json::object);
      messages.add(
          DataMessages.of(
              BrokerPropertiesJson.read(properties, contentType.isEmpty() ? null : contentType),
              CustomProperties.read(call.headers()),
              call.body()));
    }
    namespace.sink(caller, path).send(messages).join();
    return HttpReply.status(201);
  }

  private static HttpReply receive(HttpCall call, MessageSource source, String head) {
    boolean destructive = call.method().equals("DELETE");
    if (!head.equalsIgnoreCase("head") || !(destructive || call.method().equals("POST"))) {
      throw notAllowed(call.method());
    }
    ReceiveMode mode = destructive ? ReceiveMode.RECEIVE_AND_DELETE : ReceiveMode.PEEK_LOCK;
    List<Delivery> deliveries = source.receive(1, wait(call), mode).join();
    if (deliveries.isEmpty()) {
      return HttpReply.status(204);
    }
    Delivery delivery = deliveries.getFirst();
    BrokerMessage message = delivery.message().message();
    String contentType = message.properties().contentType();
    HttpReply reply =
        HttpReply.status(destructive ? 200 : 201)
            .withBody(
                contentType == null ? "application/octet-stream" : contentType,
                DataMessages.body(message))
            .withHeader(
                "BrokerProperties",
                BrokerPropertiesJson.header(BrokerPropertiesJson.write(delivery)));
    for (Map.Entry<String, Object> property : message.applicationProperties().entrySet()) {
      reply = CustomProperties.write(reply, property.getKey(), property.getValue());
    }
    if (!destructive) {
      String address = call.head().path();
      reply =
          reply.withHeader(
              "Location",
              (call.head().secure() ? "https://" : "http://")
                  + call.header("host").orElse(call.head().host())
                  + address.substring(0, address.length() - head.length())
                  + delivery.message().sequenceNumber()
                  + "/"
                  + delivery.lockToken());
    }
    return reply;
  }

  /**
   * @param message its sequence number or its id, which must be that of the locked message
   */
  private static HttpReply settle(
      String method, MessageSource source, String message, String lockToken) {
    UUID token;
    try {
      token = UUID.fromString(lockToken);
    } catch (IllegalArgumentException e) {
      throw new BrokerException(
          BrokerError.MESSAGE_LOCK_LOST, "'" + lockToken + "' is not a lock token.");
    }
    requireLocked(source, message, token);
    return switch (method) {
      case "DELETE" -> {
        source.settle(token, new Settlement.Complete()).join();
        yield HttpReply.status(200);
      }
      case "PUT" -> {
        source.settle(token, new Settlement.Abandon(Map.of())).join();
        yield HttpReply.status(200);
      }
      case "POST" -> {
        Instant end = source.renew(token).join();
        String until = BrokerPropertiesJson.time(end.toEpochMilli());
        yield HttpReply.status(200)
            .withHeader(
                "BrokerProperties",
                BrokerPropertiesJson.header(Json.object().put("LockedUntilUtc", until)));
      }
      default -> throw notAllowed(method);
    };
  }

  private static void requireLocked(MessageSource source, String message, UUID token) {
    long number = source.locked(token).join();
    if (message.equals(Long.toString(number))) {
      return;
    }
    boolean byId =
        source.peek(number, 1, null).join().stream()
            .anyMatch(
                one ->
                    one.sequenceNumber() == number
                        && message.equals(one.message().properties().messageId()));
    if (!byId) {
      throw new BrokerException(
          BrokerError.MESSAGE_LOCK_LOST,
          "The lock '" + token + "' is not that of the message '" + message + "'.");
    }
  }

  private static Duration wait(HttpCall call) {
    try {
      long seconds =
          call.parameter("timeout").map(Long::parseLong).orElse(DEFAULT_WAIT.toSeconds());
      return Duration.ofSeconds(Math.clamp(seconds, 0, DEFAULT_WAIT.toSeconds()));
    } catch (NumberFormatException e) {
      throw new BrokerException(BrokerError.ARGUMENT_ERROR, "timeout is not a number of seconds.");
    }
  }

  private static Object value(JsonNode json) {
    return switch (json.getNodeType()) {
      case BOOLEAN -> json.asBoolean();
      case NUMBER -> json.isIntegralNumber() ? (Object) json.asLong() : json.asDouble();
      default -> json.asText();
    };
  }

  private static BrokerException notAllowed(String method) {
    return new BrokerException(
        BrokerError.NOT_ALLOWED, "The method " + method + " is not supported here.");
  }

  private static HttpReply error(WireError error) {
    return HttpReply.text(
        error.status(),
        "application/xml; charset=utf-8",
        "<Error><Code>%d</Code><Detail>%s</Detail></Error>"
            .formatted(error.status(), escaped(error.description())));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
