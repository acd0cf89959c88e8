package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.MessageProperties;
import io.trunkline.kernel.IdSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what clients send: encoded messages, alone or in batches ({@code reference/service-bus.md
 * §6.1, §6.5}). The payload of the {@link BrokerMessage} is the message as encoded without delivery
 * annotations and application properties; {@link MessageWriter} puts it together again.
 */
final class MessageReader {
  /** The message format of a batch. */
  static final int BATCH_FORMAT = 0x80013700;

  private static final long MAX_UINT = 0xFFFF_FFFFL;

  private final IdSource ids;

  /**
   * @param ids for messages that come without a message id; clients cannot settle without one
   */
  MessageReader(IdSource ids) {
    this.ids = ids;
  }

  /**
   * Reads a transfer.
   *
   * @param format 0 or {@link #BATCH_FORMAT}
   * @throws BrokerException {@code ARGUMENT_ERROR} where it is not a message or a batch of them
   */
  List<BrokerMessage> read(byte[] bytes, int format) {
    if (format == 0) {
      return List.of(message(bytes, 0, bytes.length));
    }
    if (format != BATCH_FORMAT) {
      throw new BrokerException(
          BrokerError.NOT_IMPLEMENTED,
          "The message format 0x%x is not supported.".formatted(format));
    }
    Sections envelope = Sections.of(bytes, 0, bytes.length);
    String partitionKey =
        text(Sections.entries(envelope.messageAnnotations()).get(Annotations.PARTITION_KEY));
    List<BrokerMessage> messages = new ArrayList<>(envelope.body().size());
    for (RawValue section : envelope.body()) {
      if (section.descriptor() != SectionKind.DATA) {
        throw RawValue.malformed(section.from());
      }
      RawValue content = section.described().content();
      messages.add(inheriting(message(bytes, content.from(), content.to()), partitionKey));
    }
    return messages;
  }

  /** Reads one message. */
  BrokerMessage message(byte[] bytes, int from, int to) {
    Sections sections = Sections.of(bytes, from, to);
    Map<String, RawValue> sent = Sections.entries(sections.applicationProperties());
    Map<String, Object> properties = sent.isEmpty() ? Map.of() : new LinkedHashMap<>();
    sent.forEach((name, value) -> properties.put(name, ApplicationValues.read(value)));
    MessageProperties known = properties(sections);
    boolean identified = known.messageId() != null;
    return new BrokerMessage(
        identified ? known : known.change().messageId(newId()).build(),
        !identified,
        properties,
        payload(sections),
        null,
        to - from);
  }

  /**
   * Reads a message whose body stands in the store in pieces.
   *
   * @param head the message up to its body
   */
  BrokerMessage large(byte[] head, LargeBody body) {
    BrokerMessage message = message(head, 0, head.length);
    return new BrokerMessage(
        message.properties(),
        message.propertiesChanged(),
        message.applicationProperties(),
        message.payload(),
        body,
        Math.toIntExact(head.length + body.bytes()));
  }

  private static MessageProperties properties(Sections sections) {
    List<RawValue> properties = Sections.fields(sections.properties());
    Map<String, RawValue> annotations = Sections.entries(sections.messageAnnotations());
    return new MessageProperties(
        text(Sections.field(properties, PropertyField.MESSAGE_ID)),
        text(Sections.field(properties, PropertyField.GROUP_ID)),
        text(Sections.field(properties, PropertyField.REPLY_TO_GROUP_ID)),
        text(annotations.get(Annotations.PARTITION_KEY)),
        text(annotations.get(Annotations.VIA_PARTITION_KEY)),
        text(Sections.field(properties, PropertyField.CORRELATION_ID)),
        text(Sections.field(properties, PropertyField.SUBJECT)),
        text(Sections.field(properties, PropertyField.TO)),
        text(Sections.field(properties, PropertyField.REPLY_TO)),
        text(Sections.field(properties, PropertyField.CONTENT_TYPE)),
        timeToLive(sections, properties),
        scheduledTime(annotations));
  }

  private String newId() {
    return ids.uuid().toString().replace("-", "");
  }

  /**
   * A span that does not fit the header's unsigned milliseconds stands there as the maximum, the
   * real one between creation and expiry (§6.1).
   */
  private static @Nullable Long timeToLive(Sections sections, List<RawValue> properties) {
    Long ttl = number(Sections.field(sections.header(), PropertyField.HEADER_TTL));
    if (ttl != null && ttl == MAX_UINT) {
      Long expiry = number(Sections.field(properties, PropertyField.ABSOLUTE_EXPIRY_TIME));
      Long creation = number(Sections.field(properties, PropertyField.CREATION_TIME));
      if (expiry != null && creation != null && expiry - creation > MAX_UINT) {
        return expiry - creation;
      }
    }
    return ttl == null ? null : Math.max(1, ttl);
  }

  private static @Nullable Long scheduledTime(Map<String, RawValue> annotations) {
    Long time = number(annotations.get(Annotations.SCHEDULED_TIME));
    return time != null ? time : number(annotations.get(Annotations.JMS_DELIVERY_TIME));
  }

  private static byte[] payload(Sections sections) {
    List<@Nullable RawValue> kept = new ArrayList<>(4 + sections.body().size());
    kept.add(sections.header());
    kept.add(sections.messageAnnotations());
    kept.add(sections.properties());
    kept.addAll(sections.body());
    kept.add(sections.footer());
    int size = 0;
    for (RawValue section : kept) {
      size += section == null ? 0 : section.length();
    }
    ByteBuffer payload = ByteBuffer.allocate(size);
    for (RawValue section : kept) {
      if (section != null) {
        payload.put(section.bytes(), section.from(), section.length());
      }
    }
    return payload.array();
  }

  private static BrokerMessage inheriting(BrokerMessage message, @Nullable String partitionKey) {
    MessageProperties own = message.properties();
    if (partitionKey == null || own.partitionKey() != null) {
      return message;
    }
    return message.with(
        own.change().partitionKey(partitionKey).build(), message.propertiesChanged());
  }

  private static @Nullable String text(@Nullable RawValue value) {
    return value == null ? null : value.text();
  }

  private static @Nullable Long number(@Nullable RawValue value) {
    return value == null ? null : value.number();
  }
}
