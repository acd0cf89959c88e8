package io.trunkline.kernel.simulation;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Codec;
import io.trunkline.kernel.Command;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.NavigableMap;

/**
 * A machine that counts how often each command took effect, so that a lost or doubled one shows.
 * Its total is kept in the store and in memory.
 */
final class Tally implements StateMachine<Tally.Step> {
  /** The commands. */
  sealed interface Step extends Command<Long> {}

  /** Adds one to the total; replies it. */
  record Add(String id) implements Step {}

  /** Sends a parcel to the other shard, by the outbox. */
  record Send(String id) implements Step {}

  /** Takes a parcel in, unless it is known already. */
  record Receive(String id) implements Step {}

  /** The other shard has the parcel. */
  record Sent(String id) implements Step {}

  /** Sets a timer that many milliseconds ahead. */
  record Arm(String id, long millis) implements Step {}

  /** Acts on a timer. */
  record Ring(String id) implements Step {}

  /** A leader does something that only the present leader may do. */
  record Reign(String leadership) implements Step {}

  private static final Codec<Step> CODEC = CborCodec.of(Step.class);

  /** What the keys of the machine's own values begin with in a replica's state. */
  static final byte ROOM = 3;

  private static final byte[] REIGNING = Keys.of("reigning").bytes();
  private static final byte[] TOTAL = Keys.of("total").bytes();

  private final boolean forgetsParcels;
  private long total;

  /**
   * @param forgetsParcels whether to take in parcels that are known: a fault, planted on purpose
   */
  Tally(boolean forgetsParcels) {
    this.forgetsParcels = forgetsParcels;
  }

  @Override
  public Codec<Step> codec() {
    return CODEC;
  }

  @Override
  public void restore(Store store) {
    total = count(store, TOTAL);
  }

  @Override
  public Long apply(Step command, ApplyContext context) {
    Store store = context.store();
    return switch (command) {
      case Add add -> {
        increment(store, "add", add.id());
        total = total(store) + 1;
        store.put(TOTAL, number(total));
        yield total;
      }
      case Send send -> {
        context.enqueue(
            new OutboxEntry(send.id(), "parcel", send.id().getBytes(StandardCharsets.UTF_8)));
        yield increment(store, "send", send.id());
      }
      case Receive receive -> {
        long known = count(store, key("receive", receive.id()));
        yield known > 0 && !forgetsParcels ? known : increment(store, "receive", receive.id());
      }
      case Sent sent -> {
        context.finish(sent.id());
        yield increment(store, "sent", sent.id());
      }
      case Arm arm -> {
        context.setTimer(arm.id(), context.now() + arm.millis());
        yield increment(store, "arm", arm.id());
      }
      case Ring ring -> {
        context.cancelTimer(ring.id());
        yield increment(store, "ring", ring.id());
      }
      case Reign reign -> {
        if (increment(store, "reign", reign.leadership()) > 1 && !isReigning(store, reign)) {
          throw new AssertionError("a deposed leader has its way: " + reign);
        }
        store.put(REIGNING, reign.leadership().getBytes(StandardCharsets.UTF_8));
        yield 0L;
      }
    };
  }

  private static boolean isReigning(Store store, Reign reign) {
    byte[] name = reign.leadership().getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(store.get(REIGNING), name);
  }

  /** The total in memory, which must be that of the store; on the shard's thread. */
  long total(Store store) {
    if (total != count(store, TOTAL)) {
      throw new AssertionError("the total in memory is not that in the store");
    }
    return total;
  }

  /** Returns how often something happened to an id, as a state's key and value have it. */
  static byte[] key(String what, String id) {
    return Keys.of(what).text(id).bytes();
  }

  private static long increment(Store store, String what, String id) {
    long count = count(store, key(what, id)) + 1;
    store.put(key(what, id), number(count));
    return count;
  }

  /** Returns how often something happened to an id, as a copy of the whole state has it. */
  static long count(NavigableMap<byte[], byte[]> state, String what, String id) {
    byte[] key = key(what, id);
    byte[] value = state.get(ByteBuffer.allocate(1 + key.length).put(ROOM).put(key).array());
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  private static long count(Store store, byte[] key) {
    byte[] value = store.get(key);
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }
}
