package io.trunkline.kernel;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Records what the kernel asks of a leader; deliveries succeed unless a test says otherwise. */
public final class LedgerEffects implements ShardEffects<Ledger.Entry> {
  public final List<Object> committed = new CopyOnWriteArrayList<>();
  public final List<Object> applied = new CopyOnWriteArrayList<>();
  public final List<String> delivered = new CopyOnWriteArrayList<>();
  public final AtomicInteger restored = new AtomicInteger();
  public final List<String> roles = new CopyOnWriteArrayList<>();
  public volatile Function<OutboxEntry, CompletionStage<Ledger.Entry>> delivery =
      entry -> CompletableFuture.completedFuture(new Ledger.Sent(entry.id()));
  public volatile Function<String, Ledger.Entry> ringing = Ledger.Ring::new;

  @Override
  public void restored() {
    restored.incrementAndGet();
  }

  @Override
  public void applied(Object effect) {
    applied.add(effect);
  }

  @Override
  public void leading(Shard<Ledger.Entry> shard) {
    roles.add("leading");
  }

  @Override
  public void following() {
    roles.add("following");
  }

  @Override
  public void committed(Object effect) {
    committed.add(effect);
  }

  @Override
  public CompletionStage<Ledger.Entry> deliver(OutboxEntry entry) {
    delivered.add(entry.id());
    return delivery.apply(entry);
  }

  @Override
  public Ledger.Entry timerDue(String key) {
    return ringing.apply(key);
  }
}
