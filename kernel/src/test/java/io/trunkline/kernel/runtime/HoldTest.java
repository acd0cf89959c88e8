package io.trunkline.kernel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What waits while a cut holds a replica, and until when. */
class HoldTest {
  private final AtomicLong now = new AtomicLong(1_000);
  private final Alarms waits = new Alarms(() -> Instant.ofEpochMilli(now.get()));
  private final Hold hold = new Hold(waits);
  private final List<String> ran = new ArrayList<>();

  private void entry(String name) {
    hold.pass(() -> ran.add(name));
  }

  private void first(long cut) {
    hold.pass(
        () -> {
          ran.add("first " + cut);
          hold.begin(cut);
        });
  }

  private void second(long cut) {
    hold.passEnd(cut, () -> ran.add("second " + cut));
  }

  @Test
  void everythingPassesInItsOrderOnceTheSecondMarkHasCome() {
    CompletableFuture<Void> held = new CompletableFuture<>();
    hold.expect(7, held);
    entry("a");
    assertThat(held).isNotDone();
    first(7);
    assertThat(held).isCompleted();
    entry("b");
    entry("c");
    assertThat(ran).containsExactly("a", "first 7");
    assertThat(hold.isHeldBy(7)).isTrue();

    second(7);
    entry("d");
    assertThat(ran).containsExactly("a", "first 7", "b", "c", "second 7", "d");
    assertThat(hold.isHeldBy(7)).isFalse();
  }

  @Test
  void theMarksOfAnotherCutWaitTheirTurn() {
    first(1);
    first(2);
    entry("a");
    assertThat(ran).containsExactly("first 1");
    second(1);
    assertThat(ran).containsExactly("first 1", "first 2");
    assertThat(hold.isHeldBy(2)).isTrue();
    second(2);
    assertThat(ran).containsExactly("first 1", "first 2", "a", "second 1", "second 2");
  }

  @Test
  void aCutWhoseTwoMarksWaitedHoldsNothing() {
    first(1);
    first(2);
    second(2);
    second(1);
    assertThat(ran).containsExactly("first 1", "first 2", "second 2", "second 1");
    assertThat(hold.isHeldBy(2)).isFalse();
  }

  @Test
  void aHoldThatNobodyEndsEndsByItself() {
    first(1);
    entry("a");
    now.addAndGet(CutMark.LONGEST_HOLD_MILLIS - 1);
    assertThat(waits.runNext(now.get())).isFalse();
    now.addAndGet(1);
    assertThat(waits.runNext(now.get())).isTrue();
    assertThat(ran).containsExactly("first 1", "a");
  }

  @Test
  void aSecondMarkWithoutAFirstEndsNothing() {
    second(1);
    first(2);
    second(1);
    entry("a");
    assertThat(ran).containsExactly("second 1", "first 2");
    hold.endAll();
    assertThat(ran).containsExactly("second 1", "first 2", "second 1", "a");
  }

  @Test
  void aMarkIsReadAsItWasWritten() {
    String bytes =
        "02" // version
            + "00000000000000aa" // cut
            + "0000000000000001" // begins
            + "0000019b00000000" // timestamp
            + "00000000";
    CutMark mark = new CutMark(0xAA, true, 0x19B_0000_0000L);
    assertThat(mark.encode()).isEqualTo(HexFormat.of().parseHex(bytes));
    assertThat(CutMark.of(mark.encode())).contains(mark);
    CutMark end = new CutMark(0xAA, false, 5);
    assertThat(CutMark.of(end.encode())).contains(end);
    assertThat(CutMark.of(ReplicatedLog.emptyEntry())).isEmpty();
  }
}
