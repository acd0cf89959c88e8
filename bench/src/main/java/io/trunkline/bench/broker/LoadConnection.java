package io.trunkline.bench.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.types.Binary;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.security.SaslInit;
import org.apache.qpid.protonj2.types.security.SaslMechanisms;
import org.apache.qpid.protonj2.types.security.SaslOutcome;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.Close;
import org.apache.qpid.protonj2.types.transport.Detach;
import org.apache.qpid.protonj2.types.transport.End;
import org.apache.qpid.protonj2.types.transport.Flow;
import org.apache.qpid.protonj2.types.transport.Open;

/**
 * A connection with one session, worked by one thread. The few frames that set it up are protonj2's
 * business; transfers and dispositions are written and read in place, so that the load leaves the
 * processors to the broker.
 */
abstract class LoadConnection implements AutoCloseable {
  static final long WINDOW = Integer.MAX_VALUE;

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int MAX_FRAME_BYTES = 64 << 10;
  private static final long SHORTEST_SLEEP_NANOS = 50_000;

  final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  final FrameView frame = new FrameView(in);
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private volatile boolean stopped;

  LoadConnection(Target target, String container) throws IOException {
    channel = SocketChannel.open(new InetSocketAddress(target.host(), target.port()));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    selector = Selector.open();
    in.limit(0);
    authenticate(target);
    Open open = new Open();
    open.setContainerId(container + "-" + UUID.randomUUID()); // links of old ones may linger
    open.setHostname(target.host());
    open.setMaxFrameSize(MAX_FRAME_BYTES);
    write(open, 0);
    Begin begin = new Begin();
    begin.setNextOutgoingId(0);
    begin.setIncomingWindow(WINDOW);
    begin.setOutgoingWindow(WINDOW);
    write(begin, 0);
    expect(Open.class);
    begun(expect(Begin.class));
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ);
  }

  private void authenticate(Target target) throws IOException {
    writeHeader(3);
    readHeader();
    expect(SaslMechanisms.class);
    SaslInit init = new SaslInit();
    init.setHostname(target.host());
    init.setMechanism(Symbol.valueOf(target.user() == null ? "ANONYMOUS" : "PLAIN"));
    if (target.user() != null) {
      String response = "\0" + target.user() + "\0" + target.password();
      init.setInitialResponse(new Binary(response.getBytes(StandardCharsets.UTF_8)));
    }
    write(init, 1);
    SaslOutcome outcome = expect(SaslOutcome.class);
    if (outcome.getCode().getValue().intValue() != 0) {
      throw new IOException("the broker refuses the user: " + outcome.getCode());
    }
    writeHeader(0);
    readHeader();
  }

  private void writeHeader(int protocol) throws IOException {
    out.put("AMQP".getBytes(StandardCharsets.US_ASCII)).put((byte) protocol);
    out.put((byte) 1).put((byte) 0).put((byte) 0);
    flush();
  }

  private void readHeader() throws IOException {
    require(8);
    in.position(in.position() + 8);
  }

  // ---- what the ends do -----------------------------------------------------------------------

  /** The session is open. */
  void begun(Begin begin) {}

  /** Writes what is to be sent into {@link #out}; called again once there is room. */
  abstract void produce();

  /** Returns when there will be more to send, as {@link System#nanoTime}; 0 where that depends. */
  long due() {
    return 0;
  }

  /** A transfer or disposition has come: {@link #frame} stands at it. */
  abstract void arrived();

  /** A flow has come. */
  void flow(Flow flow) {}

  /** All that could be read was read. */
  void quiet() {}

  // ---- the turns ------------------------------------------------------------------------------

  /** Works until {@link #stop}, on the caller's thread. */
  void run() throws IOException {
    while (!stopped) {
      produce();
      flush();
      key.interestOps(SelectionKey.OP_READ | (out.position() > 0 ? SelectionKey.OP_WRITE : 0));
      await();
      if (key.isReadable()) {
        read();
      }
    }
  }

  private void await() throws IOException {
    selector.selectedKeys().clear();
    long due = due();
    if (due == 0) {
      selector.select(100);
      return;
    }
    long wait = due - System.nanoTime();
    if (wait > TimeUnit.MILLISECONDS.toNanos(2)) {
      selector.select(1);
    } else if (selector.selectNow() == 0 && wait > 0) {
      LockSupport.parkNanos(Math.min(wait, SHORTEST_SLEEP_NANOS));
      selector.selectNow();
    }
  }

  /** Has {@link #run} return; from any thread. */
  void stop() {
    stopped = true;
    selector.wakeup();
  }

  private void read() throws IOException {
    in.compact();
    if (channel.read(in) < 0) {
      throw new IOException("the broker has closed the connection");
    }
    in.flip();
    while (in.remaining() >= 4 && in.remaining() >= in.getInt(in.position())) {
      int size = in.getInt(in.position());
      frame.moveTo(in.position(), size);
      if (!frame.isEmpty()) {
        dispatch();
      }
      in.position(in.position() + size);
    }
    quiet();
  }

  private void dispatch() throws IOException {
    int code = frame.code();
    if (code == FrameView.TRANSFER || code == FrameView.DISPOSITION) {
      arrived();
      return;
    }
    switch (decode(frame.start(), frame.end() - frame.start())) {
      case Attach attach -> {} // where it is refused, a detach follows and says why
      case Flow flow -> flow(flow);
      case Close close -> throw new IOException("closed: " + close.getError());
      case End end -> throw new IOException("ended: " + end.getError());
      case Detach detach -> throw new IOException("detached: " + detach.getError());
      case Object other -> throw new IOException("unexpected: " + other);
    }
  }

  // ---- setting up -----------------------------------------------------------------------------

  /** Writes a performative that protonj2 encodes. */
  void encode(Object performative) {
    encode(performative, 0);
  }

  private void encode(Object performative, int type) {
    ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().allocate(512);
    Encoder encoder = type == 0 ? CodecFactory.getEncoder() : CodecFactory.getSaslEncoder();
    encoder.writeObject(buffer, encoder.newEncoderState(), performative);
    byte[] bytes = new byte[buffer.getReadableBytes()];
    buffer.readBytes(bytes, 0, bytes.length);
    out.putInt(8 + bytes.length).put((byte) 2).put((byte) type).putShort((short) 0).put(bytes);
  }

  private void write(Object performative, int type) throws IOException {
    encode(performative, type);
    flush();
  }

  private void flush() throws IOException {
    if (out.position() > 0) {
      out.flip();
      channel.write(out);
      out.compact();
    }
  }

  private void require(int bytes) throws IOException {
    while (in.remaining() < bytes) {
      in.compact();
      if (channel.read(in) < 0) {
        throw new IOException("the broker has closed the connection");
      }
      in.flip();
    }
  }

  private <T> T expect(Class<T> type) throws IOException {
    require(4);
    int size = in.getInt(in.position());
    require(size);
    int start = in.position();
    int body = start + 4 * in.get(start + 4);
    boolean sasl = in.get(start + 5) == 1;
    Object performative = decode(body, start + size - body, sasl);
    in.position(start + size);
    if (!type.isInstance(performative)) {
      throw new IOException("expected " + type.getSimpleName() + ", got " + performative);
    }
    return type.cast(performative);
  }

  private Object decode(int from, int length) {
    return decode(from, length, false);
  }

  private Object decode(int from, int length, boolean sasl) {
    byte[] bytes = new byte[length];
    in.get(from, bytes);
    Decoder decoder = sasl ? CodecFactory.getSaslDecoder() : CodecFactory.getDecoder();
    return decoder.readObject(
        ProtonByteArrayBufferAllocator.wrapped(bytes), decoder.newDecoderState());
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
