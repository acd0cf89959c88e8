package io.trunkline.workflows.connector;

import io.trunkline.workflows.connector.ServiceBusPort.SessionChoice;
import io.trunkline.workflows.connector.ServiceBusPort.SessionMessage;
import java.util.List;
import java.util.Optional;

/** Something that a workflow asks of Service Bus, whichever connector it came through. */
public sealed interface ServiceBusOperation {
  /** How messages stand in inputs and outputs. */
  enum Dialect {
    /** The managed connector: PascalCase, content as Base64 (reference/workflows.md §6.1). */
    MANAGED,
    /** The built-in service provider: camelCase, content as a value (§6.2). */
    BUILT_IN
  }

  record Send(String entity, List<ServiceBusPort.OutgoingMessage> messages)
      implements ServiceBusOperation {}

  /**
   * Receives messages.
   *
   * @param single whether the answer is one message instead of an array
   * @param autoComplete whether messages are completed once they were handed on
   * @param session which session to receive from; empty for an entity without
   */
  record Receive(
      String entityPath,
      int maxCount,
      boolean single,
      boolean autoComplete,
      Optional<SessionChoice> session,
      Dialect dialect)
      implements ServiceBusOperation {}

  record ReceiveDeferred(
      String entityPath, long sequenceNumber, Optional<String> session, Dialect dialect)
      implements ServiceBusOperation {}

  record Settle(String entityPath, String lockToken, ServiceBusPort.Settlement settlement)
      implements ServiceBusOperation {}

  record RenewLock(String entityPath, String lockToken) implements ServiceBusOperation {}

  record SettleInSession(SessionMessage message, ServiceBusPort.Settlement settlement)
      implements ServiceBusOperation {}

  record RenewSession(String entityPath, String session) implements ServiceBusOperation {}

  record CloseSession(String entityPath, String session) implements ServiceBusOperation {}
}
