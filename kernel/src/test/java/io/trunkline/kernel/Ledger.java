package io.trunkline.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A small machine for the kernel's own tests: named balances, kept in the store and in memory, with
 * every service of the kernel in use.
 */
public final class Ledger implements StateMachine<Ledger.Entry> {
  /** The commands. */
  public sealed interface Entry extends Command<Long> {}

  /** Adds to a balance; replies the new one. */
  public record Add(String account, long amount) implements Entry {}

  /** Writes a balance, and then refuses. */
  public record Refuse(String account, long amount) implements Entry {}

  /** Writes a balance, and then fails as a faulty machine does. */
  public record Fail(String account) implements Entry {}

  /** Removes every balance whose name starts with the prefix. */
  public record Clear(String prefix) implements Entry {}

  /** Sets a timer. */
  public record Arm(String timer, long dueAt) implements Entry {}

  /** Acts on a timer: adds one to the balance of its name. */
  public record Ring(String timer) implements Entry {}

  /** Adds work to the outbox. */
  public record Send(String work) implements Entry {}

  /** Finishes work, once: adds one to the balance of its name. */
  public record Sent(String work) implements Entry {}

  /** Replies the number of the command. */
  public record Count() implements Entry {}

  /** Replies the time of the command. */
  public record Time() implements Entry {}

  private static final byte[] TABLE = Keys.of("balance").bytes();
  private final NavigableMap<String, Long> balances = new TreeMap<>();

  @Override
  public Codec<Entry> codec() {
    return CborCodec.of(Entry.class);
  }

  @Override
  public void restore(Store store) {
    balances.clear();
    balances.putAll(read(store));
  }

  /** Reads all balances from a store. */
  public static NavigableMap<String, Long> read(Store store) {
    NavigableMap<String, Long> read = new TreeMap<>();
    store.scanPrefix(
        TABLE,
        (key, value) -> {
          String account =
              new String(key, TABLE.length, key.length - TABLE.length - 1, StandardCharsets.UTF_8);
          read.put(account, Keys.numberAt(value, 0));
          return true;
        });
    return read;
  }

  /** The balances as memory has them; on the shard's thread only. */
  public NavigableMap<String, Long> balances() {
    return new TreeMap<>(balances);
  }

  @Override
  public Long apply(Entry command, ApplyContext context) {
    return switch (command) {
      case Add add -> add(context, add.account(), add.amount());
      case Refuse refuse -> {
        put(context, refuse.account(), refuse.amount());
        context.setTimer(refuse.account(), 0);
        context.enqueue(new OutboxEntry(refuse.account(), "refused", new byte[0]));
        context.emit("refused");
        throw new RejectedException("refused " + refuse.account());
      }
      case Fail fail -> {
        put(context, fail.account(), -1);
        throw new IllegalStateException("a fault of the machine, on purpose");
      }
      case Clear clear -> {
        byte[] prefix =
            Keys.of("balance").raw(clear.prefix().getBytes(StandardCharsets.UTF_8)).bytes();
        context.store().deletePrefix(prefix);
        balances.keySet().removeIf(account -> account.startsWith(clear.prefix()));
        yield (long) balances.size();
      }
      case Arm arm -> {
        context.setTimer(arm.timer(), arm.dueAt());
        yield arm.dueAt();
      }
      case Ring ring -> {
        context.cancelTimer(ring.timer());
        yield add(context, ring.timer(), 1);
      }
      case Send send -> {
        context.enqueue(
            new OutboxEntry(send.work(), "work", send.work().getBytes(StandardCharsets.UTF_8)));
        yield 0L;
      }
      case Sent sent -> {
        context.finish(sent.work());
        yield add(context, sent.work(), 1);
      }
      case Count _ -> context.sequence();
      case Time _ -> context.now();
    };
  }

  private long add(ApplyContext context, String account, long amount) {
    byte[] value = context.store().get(key(account));
    long stored = value == null ? 0 : Keys.numberAt(value, 0);
    if (stored != balances.getOrDefault(account, 0L)) {
      throw new IllegalStateException("memory and store differ for " + account);
    }
    long balance = stored + amount;
    put(context, account, balance);
    balances.put(account, balance);
    context.emit(account + "=" + balance);
    return balance;
  }

  private static void put(ApplyContext context, String account, long balance) {
    context.store().put(key(account), number(balance));
  }

  private static byte[] key(String account) {
    return Keys.of("balance").text(account).bytes();
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value ^ Long.MIN_VALUE).array();
  }
}
