package io.trunkline.compat.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The checks accept what a correct service shows, and each fault is found by its own check. */
class HistoryProperties {
  private static final int STEPS = 120;

  @Property(tries = 200)
  void whatACorrectServiceShowsIsAccepted(
      @ForAll long seed, @ForAll @IntRange(max = 300) int steps) {
    assertThat(Check.all(ModelHistory.random(seed, steps))).isEmpty();
  }

  @Property(tries = 500, maxDiscardRatio = 20)
  void aPlantedFaultIsFoundByItsCheckAlone(@ForAll Planted fault, @ForAll long seed) {
    Optional<History> history = fault.in(ModelHistory.random(seed, STEPS), seed);
    Assume.that(history.isPresent());
    assertThat(finders(history.get())).as(fault.name()).containsExactly(fault.finder());
  }

  @Example
  void everyFaultFindsAPlaceAndEveryCheckHasAFault() {
    for (Planted fault : Planted.values()) {
      assertThat(LongStream.range(0, 100))
          .as(fault.name())
          .anyMatch(seed -> fault.in(ModelHistory.random(seed, STEPS), seed).isPresent());
    }
    assertThat(Arrays.stream(Planted.values()).map(Planted::finder)).contains(Check.values());
  }

  private static Set<Check> finders(History history) {
    return Check.all(history).stream().map(Violation::check).collect(Collectors.toSet());
  }
}
