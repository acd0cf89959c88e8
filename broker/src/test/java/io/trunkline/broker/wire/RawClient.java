package io.trunkline.broker.wire;

import io.trunkline.broker.wire.RawClient.Frame;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.security.SaslInit;
import org.apache.qpid.protonj2.types.security.SaslMechanisms;
import org.apache.qpid.protonj2.types.security.SaslOutcome;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.Open;
import org.apache.qpid.protonj2.types.transport.Transfer;
import org.jspecify.annotations.Nullable;

/** An AMQP client that sends and reads single frames. */
final class RawClient implements AutoCloseable, Iterator<Frame> {
  static final byte[] SASL_HEADER = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};
  static final byte[] AMQP_HEADER = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /**
   * A frame.
   *
   * @param fields how many fields its performative has on the wire
   * @param body the performative
   * @param payload what stands behind it
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes that pass through
  record Frame(int fields, Object body, byte[] payload) {
    <T> T as(Class<T> type) {
      return type.cast(body);
    }
  }

  RawClient(int port) throws IOException {
    this(new Socket("localhost", port));
  }

  RawClient(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(10_000);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Goes through SASL and opens the connection and a session; returns the outcome's code. */
  int open(String mechanism, String response) throws IOException {
    return open(mechanism, response, Map.of());
  }

  /** Opens the connection with properties that say more of the client. */
  int open(String mechanism, String response, Map<Symbol, Object> properties) throws IOException {
    send(SASL_HEADER);
    in.readNBytes(8);
    next();
    ProtonBuffer initial =
        ProtonBufferAllocator.defaultAllocator().copy(response.getBytes(StandardCharsets.UTF_8));
    send(
        1,
        CodecFactory.getSaslEncoder(),
        new SaslInit()
            .setMechanism(Symbol.valueOf(mechanism))
            .setInitialResponse(initial)
            .setHostname("localhost"),
        new byte[0]);
    int code = next().as(SaslOutcome.class).getCode().getValue().intValue();
    if (code == 0) {
      send(AMQP_HEADER);
      in.readNBytes(8);
      send(
          new Open()
              .setContainerId("raw")
              .setHostname("localhost")
              .setChannelMax(10)
              .setProperties(properties));
      send(new Begin().setNextOutgoingId(1).setIncomingWindow(100).setOutgoingWindow(100));
    }
    return code;
  }

  /** Reads the header and the mechanisms that the server offers. */
  Symbol[] saslMechanisms() throws IOException {
    in.readNBytes(8);
    return next().as(SaslMechanisms.class).getSaslServerMechanisms();
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void send(Object performative) throws IOException {
    send(performative, new byte[0]);
  }

  void send(Object performative, byte[] payload) throws IOException {
    send(0, CodecFactory.getEncoder(), performative, payload);
  }

  private void send(int type, Encoder encoder, Object performative, byte[] payload)
      throws IOException {
    ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().allocate(256);
    buffer.writeInt(0).writeInt(2 << 24 | type << 16);
    encoder.writeObject(buffer, encoder.newEncoderState(), performative);
    buffer.writeBytes(payload);
    buffer.setInt(0, buffer.getReadableBytes());
    byte[] bytes = new byte[buffer.getReadableBytes()];
    buffer.readBytes(bytes, 0, bytes.length);
    send(bytes);
  }

  /** Returns the next frame of the given kind, passing over others. */
  <T> T await(Class<T> type) {
    while (true) {
      Frame frame = next();
      if (type.isInstance(frame.body())) {
        return frame.as(type);
      }
    }
  }

  /** Returns the next frame of the given kind that comes in time, or null. */
  <T> @Nullable T awaitWithin(Class<T> type, Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      if (in.available() == 0) {
        LockSupport.parkNanos(1_000_000);
        continue;
      }
      Frame frame = next();
      if (type.isInstance(frame.body())) {
        return frame.as(type);
      }
    }
    return null;
  }

  /** Returns the message of the next transfer. */
  byte[] awaitMessage() {
    while (true) {
      Frame frame = next();
      if (frame.body() instanceof Transfer) {
        return frame.payload();
      }
    }
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Frame next() {
    try {
      int size = in.readInt();
      byte[] rest = in.readNBytes(size - 4);
      if (rest.length == 4) {
        return next();
      }
      Decoder decoder = rest[1] == 1 ? CodecFactory.getSaslDecoder() : CodecFactory.getDecoder();
      ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().copy(rest, 4, rest.length - 4);
      // 0x00, 0x53 and the descriptor stand before the list: 0xD0 size count, or 0xC0 in bytes.
      int fields = rest[7] == (byte) 0xD0 ? rest[15] & 0xFF : rest[9] & 0xFF;
      Object body = decoder.readObject(buffer, decoder.newDecoderState());
      byte[] payload = new byte[buffer.getReadableBytes()];
      buffer.readBytes(payload, 0, payload.length);
      return new Frame(fields, body, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what is left until the server closes the connection. */
  byte[] rest() throws IOException {
    try {
      return in.readAllBytes();
    } catch (EOFException e) {
      return new byte[0];
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
