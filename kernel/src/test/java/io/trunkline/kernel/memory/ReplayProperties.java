package io.trunkline.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is submitted, and whenever the node stops: the state is that of an undisturbed run. */
class ReplayProperties {
  private static final ShardId ID = new ShardId("ledger");

  /** What happens to the node after a command. */
  enum Disturbance {
    NONE,
    RESTART,
    CRASH,
    SNAPSHOT,
    NEW_LEADER
  }

  /** A command, and what happens to the node afterwards. */
  record Step(Ledger.Entry command, Disturbance disturbance) {}

  @Property(tries = 100)
  void restartsAtAnyPointChangeNothing(@ForAll("steps") List<Step> steps) {
    NavigableMap<String, Long> undisturbed = run(steps, false);
    NavigableMap<String, Long> disturbed = run(steps, true);
    assertThat(disturbed).isEqualTo(undisturbed);
  }

  private static NavigableMap<String, Long> run(List<Step> steps, boolean disturb) {
    ManualClock clock = new ManualClock();
    MemoryKernel kernel = new MemoryKernel(clock);
    try {
      Ledger ledger = new Ledger();
      Shard<Ledger.Entry> shard = kernel.open(ID, ledger, new LedgerEffects());
      for (Step step : steps) {
        shard.submit(step.command()).handle((_, _) -> null).join();
        kernel.settle();
        clock.advance(Duration.ofSeconds(1));
        kernel.settle();
        switch (disturb ? step.disturbance() : Disturbance.NONE) {
          case NONE -> {}
          case SNAPSHOT -> kernel.log(ID).snapshot();
          case NEW_LEADER -> {
            kernel.log(ID).depose();
            kernel.log(ID).elect();
          }
          case RESTART, CRASH -> {
            kernel = step.disturbance() == Disturbance.CRASH ? kernel.crash() : kernel.restart();
            ledger = new Ledger();
            shard = kernel.open(ID, ledger, new LedgerEffects());
          }
        }
      }
      kernel.settle();
      Ledger last = ledger;
      Shard<Ledger.Entry> open = shard;
      NavigableMap<String, Long> stored = open.query(() -> Ledger.read(open.store())).join();
      assertThat(open.query(last::balances).join()).isEqualTo(stored);
      return stored;
    } finally {
      kernel.close();
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<String> names = Arbitraries.of("a", "ab", "b", "ba", "c");
    long start = new ManualClock().millis();
    Arbitrary<Ledger.Entry> commands =
        Arbitraries.oneOf(
            Combinators.combine(names, Arbitraries.longs().between(-9, 9)).as(Ledger.Add::new),
            Combinators.combine(names, Arbitraries.longs().between(1, 9)).as(Ledger.Refuse::new),
            names.map(Ledger.Clear::new),
            Combinators.combine(names, Arbitraries.longs().between(0, 30))
                .as((name, seconds) -> new Ledger.Arm(name, start + 1_000 * seconds)),
            names.map(Ledger.Send::new));
    return Combinators.combine(commands, Arbitraries.of(Disturbance.class))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(25);
  }
}
