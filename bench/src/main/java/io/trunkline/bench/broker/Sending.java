package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.Flow;
import org.apache.qpid.protonj2.types.transport.ReceiverSettleMode;
import org.apache.qpid.protonj2.types.transport.Role;
import org.apache.qpid.protonj2.types.transport.SenderSettleMode;

/**
 * Sends durable messages to one address as fast as the broker's credit allows, or at a fixed rate.
 * Each has an id of its own, two application properties, and a body of {@value #BODY_BYTES} bytes
 * that begins with the time at which it was to be sent.
 */
final class Sending extends LoadConnection {
  static final int BODY_BYTES = 1_024;

  private static final long WAIT_FOR_GATE_NANOS = 3_000_000;
  private static final int ID_DIGITS = 16;
  private static final int DELIVERY_ID_AT = 16;
  private static final int TAG_AT = DELIVERY_ID_AT + 6;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Bodies are pieces of this: what repeats would favour a store that compresses. */
  private static final byte[] BODIES = new byte[4 << 20];

  /** So that no two bodies that are near each other overlap. */
  private static final long BODY_STEP = BODY_BYTES + 7;

  static {
    new Random(BODY_BYTES).nextBytes(BODIES);
  }

  private final byte[] transfer;
  private final int idAt;
  private final long most;
  private final long intervalNanos;
  private final long id;
  private long startedAt;
  private long sent;
  private long credit;
  private long window;
  private volatile long accepted;
  private volatile boolean paused;
  private BooleanSupplier open = () -> true;

  /**
   * @param most how many messages to send
   * @param perSecond how many to send in a second, or 0 for as many as possible
   */
  Sending(Target target, String address, long most, int perSecond) throws IOException {
    super(target, "load-sender");
    this.most = most;
    this.intervalNanos = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
    this.id = System.nanoTime() << 24;
    ByteBuffer bytes = ByteBuffer.allocate(2 * BODY_BYTES);
    bytes.put(new byte[4]).put((byte) 2).put(new byte[3]);
    // transfer: handle 0, delivery-id, delivery-tag, message-format 0, not settled
    bytes.put(new byte[] {0, 0x53, 0x14, (byte) 0xC0, 15, 5, 0x43, 0x70}).putInt(0);
    bytes.put(new byte[] {(byte) 0xA0, 4}).putInt(0).put(new byte[] {0x43, 0x42});
    // header: durable
    bytes.put(new byte[] {0, 0x53, 0x70, (byte) 0xC0, 2, 1, 0x41});
    // properties: message-id
    bytes.put(new byte[] {0, 0x53, 0x73, (byte) 0xC0, ID_DIGITS + 3, 1, (byte) 0xA1, ID_DIGITS});
    idAt = bytes.position();
    bytes.put(new byte[ID_DIGITS]);
    byte[] properties = properties();
    bytes.put(new byte[] {0, 0x53, 0x74, (byte) 0xC1, (byte) (properties.length + 1), 4});
    bytes.put(properties);
    bytes.put(new byte[] {0, 0x53, 0x75, (byte) 0xB0}).putInt(BODY_BYTES);
    bytes.put(new byte[BODY_BYTES]);
    transfer = new byte[bytes.position()];
    bytes.putInt(0, transfer.length).get(0, transfer);
    Attach attach = new Attach();
    attach.setName("sender");
    attach.setHandle(0);
    attach.setRole(Role.SENDER);
    attach.setSenderSettleMode(SenderSettleMode.UNSETTLED);
    attach.setReceiverSettleMode(ReceiverSettleMode.FIRST);
    attach.setSource(new Source());
    attach.setTarget(new org.apache.qpid.protonj2.types.messaging.Target().setAddress(address));
    attach.setInitialDeliveryCount(0);
    encode(attach);
  }

  /** {@code region} = 'eu' and {@code weight} = 17: every subscription's filter wants it. */
  private static byte[] properties() {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    for (String text : new String[] {"region", "eu", "weight"}) {
      bytes.put((byte) 0xA1).put((byte) text.length());
      bytes.put(text.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.put((byte) 0x54).put((byte) 17);
    byte[] properties = new byte[bytes.position()];
    bytes.get(0, properties);
    return properties;
  }

  /** Returns how many messages the broker has accepted; from any thread. */
  long accepted() {
    return accepted;
  }

  /** Sends only while {@code gate} says so; to be set before {@link #run}. */
  void onlyWhile(BooleanSupplier gate) {
    open = gate;
  }

  /** Sends nothing more; from any thread. */
  void pause() {
    paused = true;
  }

  @Override
  void begun(Begin begin) {
    window = begin.getIncomingWindow();
  }

  @Override
  void flow(Flow flow) {
    long next = flow.hasNextIncomingId() ? flow.getNextIncomingId() : 0;
    window = next + flow.getIncomingWindow();
    if (flow.hasHandle()) {
      credit = flow.getDeliveryCount() + flow.getLinkCredit();
    }
  }

  @Override
  void produce() {
    long now = intervalNanos == 0 ? 0 : System.nanoTime();
    if (startedAt == 0 && credit > 0) {
      startedAt = now;
    }
    while (!paused
        && open.getAsBoolean()
        && sent < most
        && sent < credit
        && sent < window
        && out.remaining() > transfer.length
        && (intervalNanos == 0 || dueAt() <= now)) {
      write(intervalNanos == 0 ? System.nanoTime() : dueAt());
    }
  }

  private long dueAt() {
    return startedAt + sent * intervalNanos;
  }

  @Override
  long due() {
    if (!open.getAsBoolean()) {
      return System.nanoTime() + WAIT_FOR_GATE_NANOS;
    }
    return intervalNanos == 0 || startedAt == 0 || paused || sent == most ? 0 : dueAt();
  }

  private void write(long time) {
    int start = out.position();
    long number = id + sent;
    for (int i = ID_DIGITS - 1; i >= 0; i--) {
      transfer[idAt + i] = HEX[(int) (number & 0xF)];
      number >>>= 4;
    }
    out.put(transfer, 0, transfer.length - BODY_BYTES);
    out.put(BODIES, (int) (sent * BODY_STEP % (BODIES.length - BODY_BYTES)), BODY_BYTES);
    out.putInt(start + DELIVERY_ID_AT, (int) sent);
    out.putInt(start + TAG_AT, (int) sent);
    out.putLong(start + transfer.length - BODY_BYTES, time);
    sent++;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void arrived() {
    if (frame.code() != FrameView.DISPOSITION) {
      throw new IllegalStateException("a sender got the performative " + frame.code());
    }
    frame.open();
    frame.skip(); // role
    long first = frame.number();
    long last = frame.number();
    frame.skip(); // settled
    if (frame.described() != FrameView.ACCEPTED) {
      throw new IllegalStateException(
          "message %d was not accepted: outcome %d".formatted(first, frame.described()));
    }
    accepted += last < 0 ? 1 : last - first + 1;
  }
}
