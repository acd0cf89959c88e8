package io.trunkline.broker.state;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.StoredMessage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stands in the store, without its payload. Times are milliseconds since the epoch.
 *
 * @param dueAt when a scheduled message is to be activated
 * @param hops how often it was forwarded
 * @param payload where the payload stands
 * @param message its payload is empty here
 */
record MessageRecord(
    MessageState state,
    long enqueuedAt,
    long expiresAt,
    long dueAt,
    int deliveryCount,
    int hops,
    long enqueuedSequenceNumber,
    @Nullable String deadLetterSource,
    PayloadId payload,
    BrokerMessage message) {
  private static final MessageState[] STATES = MessageState.values();
  private static final byte[] NOWHERE = {};

  /**
   * The key of a payload.
   *
   * @param command sequence of the command that brought it
   * @param index which of the command's messages
   * @param shared whether other messages may have the same payload
   * @param large whether a {@link LargeBody} belongs to it
   */
  record PayloadId(long command, int index, boolean shared, boolean large) {
    private static final int SHARED = 1;
    private static final int LARGE = 2;

    /** The order in which payloads stand in the store. */
    static final Comparator<PayloadId> IN_ORDER =
        Comparator.comparingLong(PayloadId::command).thenComparingInt(PayloadId::index);

    private void write(BinaryWriter out) {
      out.number(command).count(index).octet((shared ? SHARED : 0) | (large ? LARGE : 0));
    }

    private static PayloadId read(BinaryReader in) {
      long command = in.number();
      int index = in.count();
      int flags = in.octet();
      return new PayloadId(command, index, (flags & SHARED) != 0, (flags & LARGE) != 0);
    }
  }

  static BrokerMessage withoutPayload(BrokerMessage message) {
    return message.with(NOWHERE, null);
  }

  byte[] encode() {
    BinaryWriter out = new BinaryWriter(256);
    out.octet(state.code())
        .number(enqueuedAt)
        .number(expiresAt)
        .number(dueAt)
        .count(deliveryCount)
        .count(hops)
        .number(enqueuedSequenceNumber)
        .optionalText(deadLetterSource);
    payload.write(out);
    out.flag(message.propertiesChanged()).count(message.size());
    MessageFormat.writeProperties(out, message.properties());
    return out.properties(message.applicationProperties()).toBytes();
  }

  static MessageRecord decode(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    MessageState state = STATES[in.octet()];
    long enqueuedAt = in.number();
    long expiresAt = in.number();
    long dueAt = in.number();
    int deliveryCount = in.count();
    int hops = in.count();
    long enqueuedSequenceNumber = in.number();
    String deadLetterSource = in.optionalText();
    PayloadId payload = PayloadId.read(in);
    boolean changed = in.flag();
    int size = in.count();
    MessageProperties properties = MessageFormat.readProperties(in);
    return new MessageRecord(
        state,
        enqueuedAt,
        expiresAt,
        dueAt,
        deliveryCount,
        hops,
        enqueuedSequenceNumber,
        deadLetterSource,
        payload,
        new BrokerMessage(properties, changed, in.properties(), NOWHERE, null, size));
  }

  MessageRecord with(MessageState newState, int newDeliveryCount, Map<String, Object> modified) {
    return new MessageRecord(
        newState,
        enqueuedAt,
        expiresAt,
        dueAt,
        newDeliveryCount,
        hops,
        enqueuedSequenceNumber,
        deadLetterSource,
        payload,
        merged(message, modified));
  }

  MessageRecord with(PayloadId newPayload) {
    return new MessageRecord(
        state,
        enqueuedAt,
        expiresAt,
        dueAt,
        deliveryCount,
        hops,
        enqueuedSequenceNumber,
        deadLetterSource,
        newPayload,
        message);
  }

  static BrokerMessage merged(BrokerMessage message, Map<String, Object> modified) {
    if (modified.isEmpty()) {
      return message;
    }
    Map<String, Object> properties = new LinkedHashMap<>(message.applicationProperties());
    properties.putAll(modified);
    return message.with(properties);
  }

  StoredMessage stored(long sequenceNumber, byte[] payloadBytes, @Nullable LargeBody body) {
    return new StoredMessage(
        sequenceNumber,
        enqueuedSequenceNumber,
        enqueuedAt,
        expiresAt,
        deliveryCount,
        state,
        deadLetterSource,
        message.with(payloadBytes, body));
  }
}
