package io.trunkline.server.cluster;

import io.trunkline.kernel.CborCodec;
import io.trunkline.workflows.connector.ServiceBusPort.LockedMessage;
import io.trunkline.workflows.connector.ServiceBusPort.SessionChoice;
import io.trunkline.workflows.connector.ServiceBusPort.SessionMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A workflow's call to a namespace that another node leads: what needs the locks, which are the
 * leader's alone. {@code caller} is what {@link io.trunkline.identity.Callers} wrote.
 */
@SuppressWarnings("ArrayRecordComponent") // calls are never compared
sealed interface MessagingCall {
  CborCodec<MessagingCall> CODEC = CborCodec.of(MessagingCall.class);

  String namespace();

  byte[] caller();

  record Receive(String namespace, String entityPath, byte[] caller, int maxCount, Duration maxWait)
      implements MessagingCall {}

  record ReceiveFromSession(
      String namespace,
      String entityPath,
      byte[] caller,
      SessionChoice session,
      int maxCount,
      Duration maxWait)
      implements MessagingCall {}

  record ReceiveDeferred(
      String namespace,
      String entityPath,
      byte[] caller,
      List<Long> sequenceNumbers,
      Optional<String> session)
      implements MessagingCall {}

  /**
   * Settles a message.
   *
   * @param kind {@code complete}, {@code abandon}, {@code defer} or {@code dead-letter}
   */
  record Settle(
      String namespace,
      String entityPath,
      byte[] caller,
      String lockToken,
      String kind,
      Optional<String> reason,
      Optional<String> description)
      implements MessagingCall {}

  /** What becomes of a message, as {@link Settle} has it. */
  record Outcome(String kind, Optional<String> reason, Optional<String> description) {}

  record SettleInSession(String namespace, byte[] caller, SessionMessage message, Outcome outcome)
      implements MessagingCall {}

  record RenewSession(String namespace, String entityPath, byte[] caller, String session)
      implements MessagingCall {}

  record CloseSession(String namespace, String entityPath, byte[] caller, String session)
      implements MessagingCall {}

  record Renew(String namespace, String entityPath, byte[] caller, String lockToken)
      implements MessagingCall {}

  /**
   * What came of a call.
   *
   * @param status 200, or the status of the {@code ConnectorException}
   */
  record Answer(
      int status,
      Optional<String> code,
      Optional<String> message,
      List<LockedMessage> messages,
      Optional<Instant> lockedUntil) {
    static final CborCodec<Answer> CODEC = CborCodec.of(Answer.class);
  }
}
