package io.trunkline.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.types.transport.AMQPHeader;
import org.apache.qpid.protonj2.types.transport.Open;
import org.apache.qpid.protonj2.types.transport.Performative;
import org.junit.jupiter.api.Test;

/** What is told of the first bytes of a connection, however they are cut. */
class GreetingTest {
  private static final Buffer SASL = Buffer.buffer(AMQPHeader.getSASLHeader().toArray());
  private static final Buffer AMQP = Buffer.buffer(AMQPHeader.getAMQPHeader().toArray());
  private static final Buffer INIT =
      Buffer.buffer().appendInt(12).appendInt(0x02010000).appendInt(7);

  private final Buffer engine = Buffer.buffer();
  private final List<Greeting.Opening> openings = new ArrayList<>();
  private boolean authenticated;
  private final Greeting greeting =
      new Greeting(65_536, engine::appendBuffer, () -> authenticated, openings::add);

  @Test
  void theOpenTellsTheHostAndComesWithEverythingBehindIt() {
    Buffer rest = Buffer.buffer().appendBuffer(open("orders-ns")).appendByte((byte) 9);
    greeting.input(SASL);
    greeting.input(INIT);
    greeting.input(Buffer.buffer().appendBuffer(AMQP).appendBuffer(rest));
    assertThat(openings).as("SASL has not decided").isEmpty();
    authenticated = true;
    greeting.advance();

    assertThat(engine)
        .as("some clients wait for the answer to the header before they open")
        .isEqualTo(Buffer.buffer().appendBuffer(SASL).appendBuffer(INIT).appendBuffer(AMQP));
    assertThat(openings)
        .singleElement()
        .satisfies(
            opening -> {
              assertThat(opening.hostname()).isEqualTo("orders-ns");
              assertThat(opening.bytes()).isEqualTo(rest);
            });
    assertThat(greeting.over()).isTrue();
  }

  @Test
  void bytesMayComeOneByOne() {
    Buffer all =
        Buffer.buffer()
            .appendBuffer(SASL)
            .appendBuffer(INIT)
            .appendBuffer(AMQP)
            .appendBuffer(open("x"));
    authenticated = false;
    for (int i = 0; i < all.length(); i++) {
      authenticated |= engine.length() == SASL.length() + INIT.length();
      greeting.input(all.getBuffer(i, i + 1));
    }
    assertThat(openings).singleElement().returns("x", Greeting.Opening::hostname);
  }

  @Test
  void whatIsNotAmqpIsTheEnginesToRefuse() {
    Buffer request = Buffer.buffer("GET / HTTP/1.1\r\n\r\n");
    greeting.input(request);
    assertThat(engine).isEqualTo(request);
    assertThat(greeting.over()).isTrue();
  }

  @Test
  void aCloseFitsOnlyBetweenFramesAndOnlyOnce() {
    FrameBoundary boundary = new FrameBoundary();
    assertThat(boundary.takesClose()).isFalse();
    boundary.passed(AMQP);
    assertThat(boundary.takesClose()).isTrue();
    Buffer open = open("x");
    boundary.passed(open.getBuffer(0, 6));
    assertThat(boundary.takesClose()).isFalse();
    boundary.passed(open.getBuffer(6, open.length()));
    assertThat(boundary.takesClose()).isTrue();
    Buffer close = ClosingFrames.close("amqp:connection:forced", "moved");
    for (int i = 0; i < close.length(); i++) {
      boundary.passed(close.getBuffer(i, i + 1));
    }
    assertThat(boundary.takesClose()).isFalse();
  }

  private static Buffer open(String hostname) {
    Open open = new Open();
    open.setContainerId("test");
    open.setHostname(hostname);
    return frame(open);
  }

  private static Buffer frame(Performative performative) {
    ProtonBuffer frame = ProtonBufferAllocator.defaultAllocator().allocate(256);
    frame.writeInt(0).writeInt(0x02000000);
    var encoder = CodecFactory.getEncoder();
    encoder.writeObject(frame, encoder.newEncoderState(), performative);
    frame.setInt(0, frame.getReadableBytes());
    byte[] bytes = new byte[frame.getReadableBytes()];
    frame.readBytes(bytes, 0, bytes.length);
    return Buffer.buffer(bytes);
  }
}
