package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.MessageProperties;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Messages for the rooms of this node that send and receive without a connection: a body of bytes
 * in one AMQP data section, as the Azure SDKs make it.
 */
public final class DataMessages {
  private static final byte[] DATA = {0x00, 0x53, SectionKind.DATA, (byte) 0xB0};

  private DataMessages() {}

  /** Returns a message with {@code body} as its data. */
  public static BrokerMessage of(
      MessageProperties properties, Map<String, Object> applicationProperties, byte[] body) {
    byte[] payload =
        ByteBuffer.allocate(DATA.length + Integer.BYTES + body.length)
            .put(DATA)
            .putInt(body.length)
            .put(body)
            .array();
    return new BrokerMessage(
        properties, true, applicationProperties, payload, null, payload.length);
  }

  /**
   * Returns the content of a message: its data sections one after the other, or the text or binary
   * of its value section; empty where it has another body or none.
   */
  public static byte[] body(BrokerMessage message) {
    byte[] payload = message.payload();
    List<RawValue> sections = Sections.of(payload, 0, payload.length).body();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (RawValue section : sections) {
      RawValue value = section.described();
      if (section.descriptor() == SectionKind.DATA) {
        RawValue content = value.content();
        body.write(content.bytes(), content.from(), content.length());
      } else if (section.descriptor() == SectionKind.VALUE && value.text() != null) {
        body.writeBytes(value.text().getBytes(StandardCharsets.UTF_8));
      }
    }
    return body.toByteArray();
  }
}
