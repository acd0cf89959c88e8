package io.trunkline.workflows.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Old runs, histories and versions go, by number and by age, a part at a time. */
class RetentionTest {
  private final ManualClock clock = new ManualClock();
  private final MemoryKernel kernel = new MemoryKernel(clock);
  private final WorkflowMachine machine = new WorkflowMachine();
  private final Shard<WorkflowCommand<?>> shard =
      kernel.open(new ShardId("workflows"), machine, new Silent());

  /** Does nothing, and prunes no further by itself. */
  private static final class Silent implements ShardEffects<WorkflowCommand<?>> {
    @Override
    public WorkflowCommand<?> timerDue(String key) {
      return new WorkflowCommand.Finish("nothing");
    }
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private void put(long revision) {
    shard
        .submit(
            new WorkflowCommand.PutWorkflow(
                "w",
                "/w",
                revision,
                "v" + (1_000 - revision),
                true,
                Json.object().put("revision", revision),
                null,
                null,
                "local",
                null,
                List.of(new WorkflowRecord.TriggerSpec("t", 0, 0, 0, null))))
        .join();
  }

  private void run(int number, boolean ends) {
    String name = "r%04d".formatted(9_999 - number);
    Firing firing =
        new Firing(
            name,
            Status.SUCCEEDED,
            "OK",
            null,
            null,
            null,
            List.of(new Firing.NewRun(name, name, "", null)),
            false,
            name,
            name,
            0,
            null,
            0,
            0);
    shard.submit(new WorkflowCommand.FireTrigger("w", "t", firing)).join();
    if (ends) {
      RunEvent end = new RunEvent.RunEnded(Status.SUCCEEDED, null, null, null);
      shard.submit(new WorkflowCommand.Advance(new RunRef("w", name), 1, List.of(end))).join();
    }
    clock.advance(java.time.Duration.ofSeconds(1));
  }

  private void prune(long endedBefore, int runs, int histories, int versions, int atMost) {
    shard
        .submit(
            new WorkflowCommand.Prune(
                endedBefore, runs, histories, versions, atMost, clock.millis() + 3_600_000))
        .join();
  }

  private List<String> runs() {
    return shard
        .query(() -> machine.runs().runs(shard.store(), "w", run -> true, 1_000))
        .join()
        .stream()
        .map(run -> run.ref().run())
        .toList();
  }

  private int histories() {
    return shard
        .query(() -> machine.triggers().histories(shard.store(), "w", "t", one -> true, 1_000))
        .join()
        .size();
  }

  private int versions() {
    return shard.query(() -> machine.triggers().versions(shard.store(), "w")).join().size();
  }

  @Test
  void theOldestEndedRunsGoByNumberAPartAtATime() {
    put(1);
    for (int i = 0; i < 10; i++) {
      run(i, i != 1);
    }
    prune(0, 4, 7, 100, 3);
    assertThat(runs()).hasSize(7).contains("r9998");
    assertThat(histories()).isEqualTo(7);
    prune(0, 4, 7, 100, 3);
    assertThat(runs()).containsExactly("r9990", "r9991", "r9992", "r9993", "r9998");
    prune(0, 4, 7, 100, 3);
    run(10, true);
    prune(0, 4, 7, 100, 3);
    assertThat(runs()).containsExactly("r9989", "r9990", "r9991", "r9992", "r9998");
  }

  @Test
  void oldRunsGoByAgeAndEverythingStaysWithoutLimits() {
    put(1);
    long start = clock.millis();
    for (int i = 0; i < 6; i++) {
      run(i, true);
    }
    prune(0, Integer.MAX_VALUE, Integer.MAX_VALUE, 100, 100);
    assertThat(runs()).hasSize(6);
    prune(start + 2_500, Integer.MAX_VALUE, Integer.MAX_VALUE, 100, 100);
    assertThat(runs()).hasSize(3);
    assertThat(histories()).isEqualTo(3);
  }

  @Test
  void versionsStayWhileRunsAreOnThem() {
    for (int revision = 1; revision <= 5; revision++) {
      put(revision);
      if (revision % 2 == 0) {
        run(revision, true);
      }
    }
    prune(0, 10, 10, 1, 100);
    assertThat(versions()).isEqualTo(3);
    prune(Long.MAX_VALUE, 10, 10, 1, 100);
    prune(0, 10, 10, 1, 100);
    assertThat(versions()).isEqualTo(1);
  }
}
