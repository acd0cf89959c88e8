package io.trunkline.bench;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.Codec;
import io.trunkline.kernel.Command;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;

/** Stores payloads by number and keeps the newest 10,000 of them. */
final class PayloadMachine implements StateMachine<PayloadMachine.Keep> {
  private static final long KEPT = 10_000;

  /** Stores a payload; replies its number. */
  @SuppressWarnings("ArrayRecordComponent") // bytes that pass through
  record Keep(byte[] payload) implements Command<Long> {}

  @Override
  public Codec<Keep> codec() {
    return new Codec<>() {
      @Override
      public byte[] encode(Keep command) {
        return command.payload();
      }

      @Override
      public Keep decode(byte[] bytes) {
        return new Keep(bytes);
      }
    };
  }

  @Override
  public void restore(Store store) {}

  @Override
  public Long apply(Keep command, ApplyContext context) {
    long number = context.sequence();
    context.store().put(key(number), command.payload());
    context.store().delete(key(number - KEPT));
    return number;
  }

  private static byte[] key(long number) {
    return Keys.of("payload").number(number).bytes();
  }
}
