package io.trunkline.bench.broker;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.TerminusDurability;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.Flow;
import org.apache.qpid.protonj2.types.transport.ReceiverSettleMode;
import org.apache.qpid.protonj2.types.transport.Role;
import org.apache.qpid.protonj2.types.transport.SenderSettleMode;

/**
 * Receives from one or more addresses on one session, with deep credit, and settles what has come:
 * in one disposition for all that was read at once.
 */
final class Receiving extends LoadConnection {
  private static final int CREDIT = 2_000;

  /** The outcome that all messages get. */
  enum Settling {
    ACCEPT(0, 0x53, FrameView.ACCEPTED, 0x45),
    /** Modified, and undeliverable here: what a deferral is in AMQP. */
    DEFER(0, 0x53, 0x27, 0xC0, 3, 2, 0x40, 0x41);

    private final byte[] encoded;

    Settling(int... encoded) {
      this.encoded = new byte[encoded.length];
      for (int i = 0; i < encoded.length; i++) {
        this.encoded[i] = (byte) encoded[i];
      }
    }
  }

  private final long[] received;
  private final long[] granted;
  private final long[] latencies;
  private final Settling settling;
  private int measured;
  private volatile boolean measuring;
  private long incoming;
  private long peerNext;
  private long firstUnsettled = -1;
  private long lastUnsettled;
  private volatile long total;

  /**
   * @param latencies how many latencies are noted at most
   */
  Receiving(Target target, List<String> addresses, int latencies) throws IOException {
    this(target, addresses, latencies, Settling.ACCEPT);
  }

  /** Receives and defers. */
  static Receiving deferring(Target target, String address) throws IOException {
    return new Receiving(target, List.of(address), 0, Settling.DEFER);
  }

  private Receiving(Target target, List<String> addresses, int latencies, Settling settling)
      throws IOException {
    super(target, "load-receiver");
    this.settling = settling;
    this.received = new long[addresses.size()];
    this.granted = new long[addresses.size()];
    this.latencies = new long[latencies];
    for (int handle = 0; handle < received.length; handle++) {
      Attach attach = new Attach();
      attach.setName("receiver-" + handle);
      attach.setHandle(handle);
      attach.setRole(Role.RECEIVER);
      attach.setSenderSettleMode(SenderSettleMode.UNSETTLED);
      attach.setReceiverSettleMode(ReceiverSettleMode.FIRST);
      attach.setSource(
          new Source().setAddress(addresses.get(handle)).setDurable(TerminusDurability.NONE));
      attach.setTarget(new org.apache.qpid.protonj2.types.messaging.Target());
      encode(attach);
      replenish(handle);
    }
  }

  /** Returns how many messages have come; from any thread. */
  long total() {
    return total;
  }

  /** Starts to note latencies; from any thread. */
  void measure() {
    measuring = true;
  }

  /** Returns the latencies that were noted, in nanoseconds; after {@link #run}. */
  long[] latencies() {
    return Arrays.copyOf(latencies, measured);
  }

  @Override
  void begun(Begin begin) {
    peerNext = begin.getNextOutgoingId();
  }

  @Override
  void produce() {}

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void arrived() {
    if (frame.code() != FrameView.TRANSFER) {
      return; // the peer's side of a settlement
    }
    incoming++;
    frame.open();
    int handle = (int) frame.number();
    long id = frame.number();
    if (id >= 0) {
      if (firstUnsettled >= 0 && id != lastUnsettled + 1) {
        settle();
      }
      firstUnsettled = firstUnsettled < 0 ? id : firstUnsettled;
      lastUnsettled = id;
    }
    frame.skip(); // delivery-tag
    frame.skip(); // message-format
    frame.skip(); // settled
    if (frame.flag()) {
      return; // more of this message follows
    }
    received[handle]++;
    total++;
    if (measured < latencies.length && measuring) {
      latencies[measured++] = System.nanoTime() - frame.number(frame.end() - Sending.BODY_BYTES);
    }
    if (granted[handle] - received[handle] <= CREDIT / 2) {
      settle();
      replenish(handle);
    }
  }

  @Override
  void quiet() {
    settle();
  }

  private void settle() {
    if (firstUnsettled < 0) {
      return;
    }
    // disposition: receiver, first, last, settled, outcome
    byte[] outcome = settling.encoded;
    out.putInt(8 + 18 + outcome.length).put((byte) 2).put((byte) 0).putShort((short) 0);
    out.put(new byte[] {0, 0x53, 0x15, (byte) 0xC0});
    out.put((byte) (13 + outcome.length)).put(new byte[] {5, 0x41, 0x70});
    out.putInt((int) firstUnsettled).put((byte) 0x70).putInt((int) lastUnsettled);
    out.put((byte) 0x41).put(outcome);
    firstUnsettled = -1;
  }

  private void replenish(int handle) {
    granted[handle] = received[handle] + CREDIT;
    Flow flow = new Flow();
    flow.setNextIncomingId(peerNext + incoming & 0xFFFF_FFFFL);
    flow.setIncomingWindow(WINDOW);
    flow.setNextOutgoingId(0);
    flow.setOutgoingWindow(WINDOW);
    flow.setHandle(handle);
    flow.setDeliveryCount(received[handle]);
    flow.setLinkCredit(CREDIT);
    encode(flow);
  }
}
