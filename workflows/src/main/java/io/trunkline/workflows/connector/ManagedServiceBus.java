package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.connector.ServiceBusOperation.Dialect;
import io.trunkline.workflows.connector.ServiceBusPort.SessionChoice;
import io.trunkline.workflows.connector.ServiceBusPort.Settlement;
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
  private static final String NEXT_SESSION = "Next Available";
  private static final int DEFAULT_MESSAGES = 20;
  private static final int MAX_MESSAGES = 5_000;

  private ManagedServiceBus() {}

  /**
   * Reads an operation.
   *
   * @throws ConnectorException 400 or 404 saying what is wrong
   */
  public static ServiceBusOperation parse(Operation.Managed operation) {
    List<String> segments = operation.segments();
    int sessions = segments.size() - 3;
    if (sessions > 0 && segments.get(sessions).equalsIgnoreCase("sessions")) {
      return session(operation, entity(segments.subList(0, sessions)), segments.get(sessions + 1));
    }
    int messages = segments.lastIndexOf("messages");
    if (messages < 1) {
      throw unknown(operation);
    }
    String entity = entity(segments.subList(0, messages));
    String name = String.join("/", segments.subList(messages + 1, segments.size()));
    Parameters queries = operation.queries();
    String source = entity + (deadLetter(queries) ? DEAD_LETTER_QUEUE : "");
    return switch (operation.method() + " " + name.toLowerCase(Locale.ROOT)) {
      case "POST " -> new ServiceBusOperation.Send(entity, List.of(message(operation.body())));
      case "POST batch" -> new ServiceBusOperation.Send(entity, messages(operation.body()));
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
              source, queries.number("sequenceNumber", 0), sessionId(queries), Dialect.MANAGED);
      case "POST deadletter" ->
          settle(
              source,
              queries,
              new Settlement.DeadLetter(
                  queries.text("deadLetterReason"), queries.text("deadLetterErrorDescription")));
      case "POST renewlock" ->
          new ServiceBusOperation.RenewLock(source, queries.requiredText("lockToken"));
      default -> throw unknown(operation);
    };
  }

  private static ServiceBusOperation session(
      Operation.Managed operation, String entity, String session) {
    String name = operation.segments().getLast().toLowerCase(Locale.ROOT);
    return switch (operation.method() + " " + name) {
      case "DELETE close" -> new ServiceBusOperation.CloseSession(entity, session);
      case "POST renewlock" -> new ServiceBusOperation.RenewSession(entity, session);
      default -> throw unknown(operation);
    };
  }

  private static ServiceBusOperation receive(
      String source, int maxCount, boolean single, boolean autoComplete, Parameters queries) {
    Optional<SessionChoice> session =
        sessionId(queries)
            .map(
                id ->
                    id.equalsIgnoreCase(NEXT_SESSION)
                        ? SessionChoice.next()
                        : new SessionChoice(Optional.of(id), true));
    return new ServiceBusOperation.Receive(
        source, maxCount, single, autoComplete, session, Dialect.MANAGED);
  }

  private static Optional<String> sessionId(Parameters queries) {
    return queries.text("sessionId").filter(value -> !value.equalsIgnoreCase("None"));
  }

  private static ServiceBusOperation settle(
      String source, Parameters queries, Settlement settlement) {
    return new ServiceBusOperation.Settle(source, queries.requiredText("lockToken"), settlement);
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

  private static String entity(List<String> segments) {
    if (segments.size() == 3 && segments.get(1).equalsIgnoreCase("subscriptions")) {
      return segments.get(0) + "/Subscriptions/" + segments.get(2);
    }
    return String.join("/", segments);
  }

  private static boolean deadLetter(Parameters queries) {
    return queries
        .text("queueType")
        .or(() -> queries.text("subscriptionType"))
        .filter(type -> type.equalsIgnoreCase("DeadLetter"))
        .isPresent();
  }

  private static int maxCount(Parameters queries) {
    return Math.clamp(queries.number("maxMessageCount", DEFAULT_MESSAGES), 1, MAX_MESSAGES);
  }

  private static ConnectorException unknown(Operation.Managed operation) {
    return new ConnectorException(
        404,
        "NotFound",
        "The Service Bus connector has no operation '%s'.".formatted(operation.name()));
  }
}
