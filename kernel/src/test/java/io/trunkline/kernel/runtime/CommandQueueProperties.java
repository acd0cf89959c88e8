package io.trunkline.kernel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** How commands share entries, and that none is forgotten, doubled or overtaken. */
class CommandQueueProperties {
  private static final int MAX_COMMANDS = 256;
  private static final int MAX_BYTES = 4_096;
  private static final KernelLimits LIMITS =
      new KernelLimits(
          MAX_BYTES, MAX_COMMANDS, MAX_BYTES, 1 << 20, 1 << 28, Duration.ZERO, Duration.ZERO);

  private final ArrayDeque<LogEntry> appended = new ArrayDeque<>();
  private final List<Integer> commandsOfEntries = new ArrayList<>();
  private final List<Integer> order = new ArrayList<>();
  private final List<CompletableFuture<Object>> replies = new ArrayList<>();
  private final CommandQueue queue =
      new CommandQueue(
          LIMITS,
          KernelMetrics.none().shard(new ShardId("s"), () -> 0, () -> 0),
          1,
          (_, entry, _) -> appended(LogEntry.decode(entry)));
  private int released;

  private void appended(LogEntry entry) {
    appended.add(entry);
    commandsOfEntries.add(entry.commands().size());
    entry.commands().forEach(command -> order.add(ByteBuffer.wrap(command).getInt()));
  }

  private void add(int bytes) {
    CompletableFuture<Object> reply = new CompletableFuture<>();
    byte[] command = ByteBuffer.allocate(Math.max(bytes, 4)).putInt(replies.size()).array();
    replies.add(reply);
    queue.add(new Submission(command, 0, 0, reply, () -> released++));
  }

  private void add(int count, int bytes) {
    for (int i = 0; i < count; i++) {
      add(bytes);
    }
    queue.appendWaiting();
  }

  private void commit() {
    List<Submission> committed = queue.committed(appended.remove(), 0);
    committed.forEach(submission -> submission.succeed("done"));
    queue.appendWaiting();
  }

  @Property(tries = 200)
  void everyCommandIsAnsweredOnceAndKeepsItsPlace(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int steps) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> add(1 + random.nextInt(300), random.nextInt(64));
        case 3 -> add(1, random.nextInt(MAX_BYTES));
        case 4 -> {
          if (!appended.isEmpty()) {
            queue.failed(appended.remove().number(), new ShardUnavailableException("lost"));
            queue.appendWaiting();
          }
        }
        case 5 -> {
          queue.forced(1 + random.nextInt(2));
          queue.appendWaiting();
        }
        default -> {
          if (!appended.isEmpty()) {
            commit();
          }
        }
      }
      assertThat(appended.size()).isLessThanOrEqualTo(CommandQueue.MAX_ENTRIES_IN_FLIGHT);
      assertThat(appended.isEmpty() && !queue.isEmpty()).as("idle although some wait").isFalse();
    }
    while (!appended.isEmpty()) {
      commit();
    }
    assertThat(queue.isEmpty()).isTrue();
    assertThat(replies).allMatch(CompletableFuture::isDone);
    assertThat(released).isEqualTo(replies.size());
    assertThat(order).hasSameSizeAs(replies).isSorted();
    assertThat(commandsOfEntries).allMatch(count -> count <= MAX_COMMANDS);
  }

  @Property(tries = 100)
  void anEntryIsNoLargerThanItMayUnlessItsOnlyCommandIs(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 50; i++) {
      add(random.nextInt(MAX_BYTES));
    }
    queue.appendWaiting();
    while (!appended.isEmpty()) {
      for (LogEntry entry : appended) {
        int bytes = entry.commands().stream().mapToInt(command -> command.length).sum();
        assertThat(bytes <= MAX_BYTES || entry.commands().size() == 1).isTrue();
      }
      commit();
    }
  }

  @Example
  void oneWaitingCommandLeavesAtOnce() {
    add(1, 10);
    assertThat(commandsOfEntries).containsExactly(1);
  }

  @Example
  void sixteenThatComeWhileAnEntryIsOnItsWayShareTheNext() {
    add(1, 10);
    for (int i = 0; i < 16; i++) {
      add(1, 10);
    }
    assertThat(commandsOfEntries).containsExactly(1);
    commit();
    assertThat(commandsOfEntries).containsExactly(1, 16);
  }

  @Example
  void whatWaitsLeavesAsSoonAsTheLogIsFree() {
    add(1, 10);
    add(16, 10);
    queue.forced(1);
    queue.appendWaiting();
    assertThat(commandsOfEntries).as("before the first is committed").containsExactly(1, 16);
    add(16, 10);
    assertThat(commandsOfEntries).hasSize(2);
    commit();
    assertThat(commandsOfEntries).as("the second is not forced yet").hasSize(2);
    queue.forced(5); // of others, too
    queue.appendWaiting();
    assertThat(commandsOfEntries).containsExactly(1, 16, 16);
  }

  @Example
  void manyFillASecondEntryBeforeTheFirstIsCommitted() {
    int enough = Math.min(CommandQueue.WORTH_AN_ENTRY, MAX_COMMANDS);
    add(1, 10);
    add(enough, 10);
    assertThat(commandsOfEntries).containsExactly(1, enough);
    add(enough - 1, 10);
    assertThat(commandsOfEntries).as("fewer wait than are worth an entry").hasSize(2);
  }

  @Example
  void underALoadThatNeverEndsEntriesGrowUntilTheyAreFull() {
    add(2_048, 10);
    for (int i = 0; i < 40; i++) {
      int answered = commandsOfEntries.get(i);
      commit();
      add(answered, 10); // each answer is followed by the next command
    }
    assertThat(commandsOfEntries.subList(10, 40)).allMatch(count -> count > MAX_COMMANDS / 2);
  }
}
