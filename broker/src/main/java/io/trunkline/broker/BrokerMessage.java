package io.trunkline.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is sent, and as it is delivered again.
 *
 * <p>Values of application properties are {@link Boolean}, {@link Byte}, {@link Short}, {@link
 * Integer}, {@link Long}, {@link Float}, {@link Double}, {@link Character}, {@link String}, {@link
 * java.util.UUID}, {@link java.time.Instant} (whole milliseconds) and {@link EncodedValue} for
 * everything else, null included as an {@link EncodedValue} of the AMQP null.
 *
 * @param properties what the broker looks at
 * @param propertiesChanged whether a rule action changed {@code properties} since the message was
 *     sent, so that the AMQP properties section is to be written from them and not from the payload
 * @param applicationProperties decoded: filters read them; dead-lettering, abandoning with
 *     modifications and rule actions change them; in the order sent
 * @param payload everything else that the wire needs to build the message again (for example header
 *     and annotations to keep, the properties section, body and footer as encoded); opaque to the
 *     broker, never changed
 * @param body what stands in the store in pieces: the body and footer as encoded, which then are
 *     not in {@code payload}; or null
 * @param size bytes of the whole message as sent, for quotas and size limits
 */
@SuppressWarnings("ArrayRecordComponent") // an opaque payload that is passed on, never compared
public record BrokerMessage(
    MessageProperties properties,
    boolean propertiesChanged,
    Map<String, Object> applicationProperties,
    byte[] payload,
    @Nullable LargeBody body,
    int size) {

  /** A message as a sender made it. */
  public static BrokerMessage sent(
      MessageProperties properties,
      Map<String, Object> applicationProperties,
      byte[] payload,
      int size) {
    return new BrokerMessage(properties, false, applicationProperties, payload, null, size);
  }

  /** Returns the message with other properties. */
  public BrokerMessage with(MessageProperties newProperties, boolean changed) {
    return new BrokerMessage(newProperties, changed, applicationProperties, payload, body, size);
  }

  /** Returns the message with other application properties. */
  public BrokerMessage with(Map<String, Object> newApplicationProperties) {
    return new BrokerMessage(
        properties, propertiesChanged, newApplicationProperties, payload, body, size);
  }

  /** Returns the message with another payload and body. */
  public BrokerMessage with(byte[] newPayload, @Nullable LargeBody newBody) {
    return new BrokerMessage(
        properties, propertiesChanged, applicationProperties, newPayload, newBody, size);
  }
}
