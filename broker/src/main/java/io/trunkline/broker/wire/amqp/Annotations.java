package io.trunkline.broker.wire.amqp;

import java.util.Set;

/** Names of the message annotations ({@code reference/service-bus.md §6.2}). */
final class Annotations {
  static final String SEQUENCE_NUMBER = "x-opt-sequence-number";
  static final String ENQUEUED_SEQUENCE_NUMBER = "x-opt-enqueue-sequence-number";
  static final String ENQUEUED_TIME = "x-opt-enqueued-time";
  static final String LOCKED_UNTIL = "x-opt-locked-until";
  static final String SCHEDULED_TIME = "x-opt-scheduled-enqueue-time";
  static final String PARTITION_KEY = "x-opt-partition-key";
  static final String VIA_PARTITION_KEY = "x-opt-via-partition-key";
  static final String DEAD_LETTER_SOURCE = "x-opt-deadletter-source";
  static final String MESSAGE_STATE = "x-opt-message-state";
  static final String LOCK_TOKEN = "x-opt-lock-token";
  static final String JMS_DELIVERY_TIME = "x-opt-delivery-time";

  /** Annotations that the broker alone sets: not taken from senders. */
  static final Set<String> BROKERS_OWN =
      Set.of(
          SEQUENCE_NUMBER,
          ENQUEUED_SEQUENCE_NUMBER,
          ENQUEUED_TIME,
          LOCKED_UNTIL,
          DEAD_LETTER_SOURCE,
          MESSAGE_STATE,
          LOCK_TOKEN);

  private Annotations() {}
}
