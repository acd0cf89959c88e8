package io.trunkline.net.amqp;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.types.transport.Open;

/**
 * Takes the first bytes of a connection apart, up to the {@code open} that names the host: only
 * then is it known which node is to have the connection, and until then its engine must not see
 * more than SASL and the header, for whose answer some clients wait. What does not look like AMQP
 * goes to the engine, which knows how to refuse it.
 */
final class Greeting {
  private static final int HEADER_BYTES = 8;
  private static final byte SASL = 3;

  private enum Stage {
    SASL_HEADER,
    SASL_FRAMES,
    AMQP_HEADER,
    OPEN,
    OVER
  }

  private final int maxFrameBytes;
  private final Consumer<Buffer> engine;
  private final BooleanSupplier authenticated;
  private final Consumer<Opening> opened;
  private Buffer held = Buffer.buffer();
  private Stage stage = Stage.SASL_HEADER;
  private boolean deciding;

  /**
   * What follows SASL.
   *
   * @param hostname the host that the peer means, empty where it does not say
   * @param bytes {@code open} and what came with it, without the header before it
   */
  record Opening(String hostname, Buffer bytes) {}

  /**
   * @param engine gets what is SASL's, and everything where there is nothing to decide
   * @param authenticated whether SASL has accepted the peer
   * @param opened gets the rest, once
   */
  Greeting(
      int maxFrameBytes,
      Consumer<Buffer> engine,
      BooleanSupplier authenticated,
      Consumer<Opening> opened) {
    this.maxFrameBytes = maxFrameBytes;
    this.engine = engine;
    this.authenticated = authenticated;
    this.opened = opened;
  }

  /** Returns whether everything that comes from now on is none of its business. */
  boolean over() {
    return stage == Stage.OVER;
  }

  void input(Buffer bytes) {
    held.appendBuffer(bytes);
    advance();
  }

  /** Goes on: more bytes have come, or SASL has decided. */
  void advance() {
    boolean moved = true;
    while (moved) {
      moved =
          switch (stage) {
            case SASL_HEADER -> header();
            case SASL_FRAMES ->
                authenticated.getAsBoolean() ? next(Stage.AMQP_HEADER) : saslFrame();
            case AMQP_HEADER -> amqpHeader();
            case OPEN -> open();
            case OVER -> false;
          };
    }
  }

  private boolean next(Stage following) {
    stage = following;
    return true;
  }

  private boolean header() {
    if (held.length() < HEADER_BYTES) {
      return false;
    }
    if (held.getByte(0) != 'A' || held.getByte(4) != SASL) {
      return giveUp();
    }
    engine.accept(take(HEADER_BYTES));
    return next(Stage.SASL_FRAMES);
  }

  private boolean saslFrame() {
    // SASL has one round: after the peer's one frame the verdict comes first.
    if (deciding || held.length() < Integer.BYTES) {
      return false;
    }
    int size = held.getInt(0);
    if (size < HEADER_BYTES || size > maxFrameBytes) {
      return giveUp();
    }
    if (held.length() < size) {
      return false;
    }
    deciding = true;
    engine.accept(take(size));
    return true;
  }

  private boolean amqpHeader() {
    if (held.length() < HEADER_BYTES) {
      return false;
    }
    boolean answered = held.getByte(0) == 'A';
    engine.accept(take(HEADER_BYTES));
    return answered ? next(Stage.OPEN) : giveUp();
  }

  private boolean open() {
    if (held.length() < Integer.BYTES) {
      return false;
    }
    int size = held.getInt(0);
    if (size < HEADER_BYTES || size > maxFrameBytes) {
      return giveUp();
    }
    if (held.length() < size) {
      return false;
    }
    Optional<String> hostname = hostname(held.getBytes(0, size));
    if (hostname.isEmpty()) {
      return giveUp();
    }
    stage = Stage.OVER;
    opened.accept(new Opening(hostname.get(), take(held.length())));
    return false;
  }

  /** Returns the host name of an {@code open} frame; empty where the frame is none. */
  private static Optional<String> hostname(byte[] frame) {
    int body = 4 * Byte.toUnsignedInt(frame[Integer.BYTES]);
    if (body >= frame.length) {
      return Optional.empty();
    }
    try {
      ProtonBuffer buffer = ProtonByteArrayBufferAllocator.wrapped(frame);
      buffer.setReadOffset(body);
      Decoder decoder = CodecFactory.getDecoder();
      return decoder.readObject(buffer, decoder.newDecoderState()) instanceof Open open
          ? Optional.of(open.getHostname() == null ? "" : open.getHostname())
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private boolean giveUp() {
    stage = Stage.OVER;
    engine.accept(take(held.length()));
    return false;
  }

  private Buffer take(int bytes) {
    Buffer taken = held.getBuffer(0, bytes);
    held = held.getBuffer(bytes, held.length());
    return taken;
  }
}
