package io.trunkline.broker.wire.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EncodedValue;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.StoredMessage;
import io.trunkline.kernel.IdSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnsignedInteger;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.Header;
import org.apache.qpid.protonj2.types.messaging.MessageAnnotations;
import org.apache.qpid.protonj2.types.messaging.Properties;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private final MessageReader reader = new MessageReader(IdSource.seeded(1));

  private static byte[] encoded(Object... sections) {
    ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().allocate(256);
    Encoder encoder = CodecFactory.getEncoder();
    for (Object section : sections) {
      encoder.writeObject(buffer, encoder.newEncoderState(), section);
    }
    return bytes(buffer);
  }

  private static byte[] bytes(ProtonBuffer buffer) {
    byte[] bytes = new byte[buffer.getReadableBytes()];
    buffer.readBytes(bytes, 0, bytes.length);
    return bytes;
  }

  private static StoredMessage stored(BrokerMessage message) {
    return new StoredMessage(7, 0, 1_000, Long.MAX_VALUE, 2, MessageState.ACTIVE, null, message);
  }

  private static Sections written(BrokerMessage message) {
    byte[] bytes = bytes(new MessageWriter().write(stored(message), 5_000, null));
    return Sections.of(bytes, 0, bytes.length);
  }

  @Test
  void writesLockTokensInTheOrderOfDotNet() {
    UUID token = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    byte[] tag = LockTokens.tag(token);
    assertThat(tag)
        .containsExactly(
            0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD,
            0xEE, 0xFF);
    assertThat(LockTokens.token(tag)).contains(token);
  }

  @Test
  void keepsTypesThatJavaDoesNotHave() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("unsigned", UnsignedInteger.valueOf(5));
    properties.put("symbol", Symbol.valueOf("red"));
    properties.put("time", Date.from(Instant.ofEpochMilli(1_234)));
    properties.put("nothing", null);
    properties.put("long", 5L);
    byte[] sent = encoded(new ApplicationProperties(properties), new Data(new byte[] {1, 2, 3}));
    BrokerMessage message = reader.message(sent, 0, sent.length);

    Map<String, Object> read = message.applicationProperties();
    assertThat(read).containsEntry("long", 5L).containsEntry("time", Instant.ofEpochMilli(1_234));
    assertThat(((EncodedValue) read.get("unsigned")).comparable()).isEqualTo(5L);
    assertThat(((EncodedValue) read.get("symbol")).comparable()).isEqualTo("red");

    Map<String, RawValue> again = Sections.entries(written(message).applicationProperties());
    Map<String, RawValue> original =
        Sections.entries(Sections.of(sent, 0, sent.length).applicationProperties());
    assertThat(again.keySet()).containsExactlyElementsOf(original.keySet());
    original.forEach((name, value) -> assertThat(again.get(name).copy()).isEqualTo(value.copy()));
  }

  @Test
  void writesHeaderAndAnnotationsThatReceiversNeed() {
    byte[] sent =
        encoded(
            new Header().setDurable(true).setTimeToLive(60_000),
            new MessageAnnotations(
                new LinkedHashMap<>(
                    Map.of(
                        Symbol.valueOf("x-opt-partition-key"),
                        "p",
                        Symbol.valueOf("x-opt-sequence-number"),
                        99L,
                        Symbol.valueOf("mine"),
                        true))),
            new Properties().setMessageId("m").setGroupId("s"),
            new Data(new byte[0]));
    BrokerMessage message = reader.message(sent, 0, sent.length);
    assertThat(message.properties().timeToLive()).isEqualTo(60_000);
    assertThat(message.properties().partitionKey()).isEqualTo("p");
    assertThat(message.properties().sessionId()).isEqualTo("s");

    Sections written = written(message);
    assertThat(Sections.field(written.header(), 0).value()).isEqualTo(true);
    assertThat(Sections.field(written.header(), 4).number()).isEqualTo(2);
    Map<String, RawValue> annotations = Sections.entries(written.messageAnnotations());
    assertThat(annotations.get("x-opt-sequence-number").value()).isEqualTo(7L);
    assertThat(annotations.get("x-opt-locked-until").number()).isEqualTo(5_000);
    assertThat(annotations.get("x-opt-message-state").value()).isEqualTo(0);
    assertThat(annotations.get("mine").value()).isEqualTo(true);
  }

  @Test
  void givesAMessageWithoutAnIdOne() {
    byte[] sent = encoded(new Data(new byte[0]));
    BrokerMessage message = reader.message(sent, 0, sent.length);
    assertThat(message.properties().messageId()).hasSize(32);
    assertThat(Sections.field(written(message).properties(), PropertyField.MESSAGE_ID).text())
        .isEqualTo(message.properties().messageId());
  }

  @Test
  void unpacksBatches() {
    byte[] first = encoded(new Properties().setMessageId("1"), new Data(new byte[] {1}));
    byte[] second = encoded(new Properties().setMessageId("2"), new Data(new byte[] {2}));
    byte[] batch =
        encoded(
            new MessageAnnotations(
                new LinkedHashMap<>(Map.of(Symbol.valueOf("x-opt-partition-key"), "p"))),
            new Data(first),
            new Data(second));
    List<BrokerMessage> messages = reader.read(batch, MessageReader.BATCH_FORMAT);
    assertThat(messages)
        .extracting(message -> message.properties().messageId())
        .containsExactly("1", "2");
    assertThat(messages).allMatch(message -> "p".equals(message.properties().partitionKey()));
    assertThatThrownBy(() -> reader.read("x".getBytes(StandardCharsets.UTF_8), 77))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("0x4d");
  }

  @Property(tries = 2_000)
  void refusesOrReadsAnyBytes(@ForAll byte[] bytes) {
    try {
      BrokerMessage message = reader.message(bytes, 0, bytes.length);
      assertThat(written(message).body()).hasSameSizeAs(Sections.of(bytes, 0, bytes.length).body());
    } catch (BrokerException refused) {
      assertThat(refused).hasMessageContaining("not valid AMQP");
    }
  }
}
