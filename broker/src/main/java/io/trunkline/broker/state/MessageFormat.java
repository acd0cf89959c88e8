package io.trunkline.broker.state;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.MessageProperties;
import java.util.Map;

/** The binary form of messages, in commands and in the store. */
final class MessageFormat {
  private static final int CHANGED = 1;
  private static final int LARGE = 2;

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
    LargeBody body = message.body();
    out.octet((message.propertiesChanged() ? CHANGED : 0) | (body == null ? 0 : LARGE))
        .properties(message.applicationProperties())
        .bytes(message.payload())
        .count(message.size());
    if (body != null) {
      writeBody(out, body);
    }
  }

  static void writeBody(BinaryWriter out, LargeBody body) {
    out.uuid(body.id()).count(body.pieces()).number(body.bytes());
  }

  static LargeBody readBody(BinaryReader in) {
    return new LargeBody(in.uuid(), in.count(), in.number());
  }

  static BrokerMessage readMessage(BinaryReader in) {
    MessageProperties properties = readProperties(in);
    int flags = in.octet();
    Map<String, Object> applicationProperties = in.properties();
    byte[] payload = in.bytes();
    int size = in.count();
    LargeBody body = (flags & LARGE) == 0 ? null : readBody(in);
    return new BrokerMessage(
        properties, (flags & CHANGED) != 0, applicationProperties, payload, body, size);
  }
}
