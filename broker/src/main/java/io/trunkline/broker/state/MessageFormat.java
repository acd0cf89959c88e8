package io.trunkline.broker.state;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.MessageProperties;
import java.util.Map;

/** The binary form of messages, in commands and in the store. */
final class MessageFormat {
  private MessageFormat() {}

  static void writeProperties(BinaryWriter out, MessageProperties properties) {
    out.optionalText(properties.messageId())
        .optionalText(properties.sessionId())
        .optionalText(properties.replyToSessionId())
        .optionalText(properties.partitionKey())
        .optionalText(properties.viaPartitionKey())
        .optionalText(properties.correlationId())
        .optionalText(properties.subject())
        .optionalText(properties.to())
        .optionalText(properties.replyTo())
        .optionalText(properties.contentType())
        .optionalNumber(properties.timeToLive())
        .optionalNumber(properties.scheduledEnqueueTime());
  }

  static MessageProperties readProperties(BinaryReader in) {
    return new MessageProperties(
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalNumber(),
        in.optionalNumber());
  }

  static void writeMessage(BinaryWriter out, BrokerMessage message) {
    writeProperties(out, message.properties());
    out.flag(message.propertiesChanged())
        .properties(message.applicationProperties())
        .bytes(message.payload())
        .count(message.size());
  }

  static BrokerMessage readMessage(BinaryReader in) {
    MessageProperties properties = readProperties(in);
    boolean changed = in.flag();
    Map<String, Object> applicationProperties = in.properties();
    byte[] payload = in.bytes();
    return new BrokerMessage(properties, changed, applicationProperties, payload, in.count());
  }
}
