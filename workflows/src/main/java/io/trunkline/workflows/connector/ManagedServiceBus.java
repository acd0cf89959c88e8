package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.http.Paths;
import io.trunkline.workflows.connector.ServiceBusOperation.Dialect;
import io.trunkline.workflows.connector.ServiceBusPort.Settlement;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The managed Service Bus connector: its operations by method and path (reference/workflows.md
 * §6.1).
 */
public final class ManagedServiceBus {
  private static final String DEAD_LETTER_QUEUE = "/$DeadLetterQueue";
  private static final int DEFAULT_MESSAGES = 20;
  private static final int MAX_MESSAGES = 5_000;

  private ManagedServiceBus() {}

  /**
   * Reads evaluated inputs {@code {method, path, queries?, body?}}.
   *
   * @throws ConnectorException 400 or 404 saying what is wrong
   */
  public static ServiceBusOperation parse(JsonNode inputs) {
    String method =
        ObjectProperties.find(inputs, "method")
            .map(JsonNode::asText)
            .orElse("post")
            .toUpperCase(Locale.ROOT);
    String path = ObjectProperties.find(inputs, "path").map(JsonNode::asText).orElse("");
    JsonNode queries = ObjectProperties.find(inputs, "queries").orElse(MissingNode.getInstance());
    JsonNode body = ObjectProperties.find(inputs, "body").orElse(MissingNode.getInstance());
    List<String> segments = decoded(path);
    int messages = segments.lastIndexOf("messages");
    if (messages < 1) {
      throw unknown(method, path);
    }
    String entity = entity(segments.subList(0, messages));
    String operation = String.join("/", segments.subList(messages + 1, segments.size()));
    String source = entity + (deadLetter(queries) ? DEAD_LETTER_QUEUE : "");
    return switch (method + " " + operation.toLowerCase(Locale.ROOT)) {
      case "POST " -> new ServiceBusOperation.Send(entity, List.of(message(body)));
      case "POST batch" -> new ServiceBusOperation.Send(entity, messages(body));
      case "GET head" -> receive(source, 1, true, true, queries);
      case "GET head/peek" -> receive(source, 1, true, false, queries);
      case "GET batch/head" -> receive(source, maxCount(queries), false, true, queries);
      case "GET batch/head/peek", "GET batch/peek" ->
          receive(source, maxCount(queries), false, false, queries);
      case "DELETE complete" -> settle(source, queries, new Settlement.Complete());
      case "POST abandon" -> settle(source, queries, new Settlement.Abandon());
      case "POST defer" -> settle(source, queries, new Settlement.Defer());
      case "GET defer" ->
          new ServiceBusOperation.ReceiveDeferred(
              source, number(queries, "sequenceNumber", 0), Dialect.MANAGED);
      case "POST deadletter" ->
          settle(
              source,
              queries,
              new Settlement.DeadLetter(
                  query(queries, "deadLetterReason"),
                  query(queries, "deadLetterErrorDescription")));
      case "POST renewlock" ->
          new ServiceBusOperation.RenewLock(source, required(queries, "lockToken"));
      default -> throw unknown(method, path);
    };
  }

  private static ServiceBusOperation receive(
      String source, int maxCount, boolean single, boolean autoComplete, JsonNode queries) {
    Optional<String> session =
        query(queries, "sessionId").filter(value -> !value.equalsIgnoreCase("None"));
    if (session.isPresent()) {
      throw new ConnectorException(
          501,
          "NotImplemented",
          "Receiving from a session ('sessionId') through a workflow is not supported.");
    }
    return new ServiceBusOperation.Receive(source, maxCount, single, autoComplete, Dialect.MANAGED);
  }

  private static ServiceBusOperation settle(
      String source, JsonNode queries, Settlement settlement) {
    return new ServiceBusOperation.Settle(source, required(queries, "lockToken"), settlement);
  }

  private static ServiceBusPort.OutgoingMessage message(JsonNode body) {
    return MessageJson.read(body, Dialect.MANAGED);
  }

  private static List<ServiceBusPort.OutgoingMessage> messages(JsonNode body) {
    if (!body.isArray()) {
      throw new ConnectorException(400, "BadRequest", "The body must be an array of messages.");
    }
    List<ServiceBusPort.OutgoingMessage> messages = new ArrayList<>();
    body.forEach(one -> messages.add(message(one)));
    return messages;
  }

  /** Names are encoded once or twice in the wild; what is not an escape stays as it is. */
  private static List<String> decoded(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(decodeOnce(decodeOnce(segment)));
      }
    }
    return segments;
  }

  private static String decodeOnce(String text) {
    try {
      return Paths.decode(text);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static String entity(List<String> segments) {
    if (segments.size() == 3 && segments.get(1).equalsIgnoreCase("subscriptions")) {
      return segments.get(0) + "/Subscriptions/" + segments.get(2);
    }
    return String.join("/", segments);
  }

  private static boolean deadLetter(JsonNode queries) {
    return query(queries, "queueType")
        .or(() -> query(queries, "subscriptionType"))
        .filter(type -> type.equalsIgnoreCase("DeadLetter"))
        .isPresent();
  }

  private static int maxCount(JsonNode queries) {
    return Math.clamp(number(queries, "maxMessageCount", DEFAULT_MESSAGES), 1, MAX_MESSAGES);
  }

  private static long number(JsonNode queries, String name, long otherwise) {
    Optional<String> text = query(queries, name);
    try {
      return text.map(Long::parseLong).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new ConnectorException(
          400, "BadRequest", "The query parameter '%s' must be a number.".formatted(name));
    }
  }

  private static String required(JsonNode queries, String name) {
    return query(queries, name)
        .orElseThrow(
            () ->
                new ConnectorException(
                    400, "BadRequest", "The query parameter '%s' is missing.".formatted(name)));
  }

  private static Optional<String> query(JsonNode queries, String name) {
    return queries.isObject()
        ? ObjectProperties.find(queries, name)
            .filter(value -> !value.isNull())
            .map(JsonNode::asText)
        : Optional.empty();
  }

  private static ConnectorException unknown(String method, String path) {
    return new ConnectorException(
        404,
        "NotFound",
        "The Service Bus connector has no operation '%s %s'.".formatted(method, path));
  }
}
