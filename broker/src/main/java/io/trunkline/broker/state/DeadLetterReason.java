package io.trunkline.broker.state;

/** Why the broker itself dead-letters a message ({@code reference/service-bus.md §6.6}). */
enum DeadLetterReason {
  EXPIRED("TTLExpiredException", "The message expired and was dead lettered."),
  MAX_DELIVERY_COUNT(
      "MaxDeliveryCountExceeded", "Message couldn't be consumed after maximum delivery attempts."),
  NO_SESSION_ID(
      "Session ID is null.",
      "Session enabled entity doesn't allow a message whose session identifier is null."),
  MAX_HOPS(
      "MaxTransferHopCountExceeded",
      "The maximum number of allowed hops when forwarding between queues has been exceeded."),
  TARGET_MISSING(
      "MessagingEntityNotFound", "The destination that messages are forwarded to does not exist."),
  TARGET_DISABLED(
      "MessagingEntityDisabled", "The destination that messages are forwarded to is disabled."),
  TARGET_FULL("QuotaExceeded", "The destination that messages are forwarded to is full."),
  FILTER_ERROR("FilterException", "");

  static final String REASON_PROPERTY = "DeadLetterReason";
  static final String DESCRIPTION_PROPERTY = "DeadLetterErrorDescription";

  final String reason;
  final String description;

  DeadLetterReason(String reason, String description) {
    this.reason = reason;
    this.description = description;
  }
}
