package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a node with {@code kill -9} while it writes: what it acknowledged is there afterwards. */
class KillTest {
  private static final int MOST_ROUNDS = 4;
  private static final Duration ENOUGH = Duration.ofSeconds(20);
  private static final int MOST_ACKNOWLEDGED = 3_000;

  @TempDir Path directory;

  @Test
  @Timeout(300)
  void everyAcknowledgedCommandSurvivesKillNine() throws Exception {
    long next = 0;
    long start = System.nanoTime();
    for (int round = 0;
        round == 0 || (round < MOST_ROUNDS && System.nanoTime() - start < ENOUGH.toNanos());
        round++) {
      long acknowledged =
          writeAndKill(next, ThreadLocalRandom.current().nextInt(MOST_ACKNOWLEDGED));

      try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(directory))) {
        Ledger ledger = new Ledger();
        Shard<Ledger.Entry> shard = kernel.open(KillTarget.ID, ledger, new LedgerEffects());
        NavigableMap<Long, Long> stored = numbers(shard);
        assertThat(stored.values()).as("each command is applied once").containsOnly(1L);
        assertThat(stored.lastKey()).isGreaterThanOrEqualTo(acknowledged);
        assertThat(stored.keySet())
            .as("nothing is missing before the last one")
            .containsExactlyElementsOf(
                LongStream.rangeClosed(0, stored.lastKey()).boxed().toList());
        assertThat(shard.query(ledger::balances).join()).hasSize(stored.size());
        next = stored.lastKey() + 1;
      }
    }
  }

  /** Returns the last number that the node acknowledged before it was killed. */
  private long writeAndKill(long first, int acknowledgements)
      throws IOException, InterruptedException {
    Process node =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                KillTarget.class.getName(),
                directory.toString(),
                Long.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long last = first;
    try (BufferedReader output = node.inputReader()) {
      for (int i = 0; i <= acknowledgements; i++) {
        String line = output.readLine();
        assertThat(line).as("the node writes").isNotNull();
        last = Long.parseLong(line);
      }
      node.toHandle().destroyForcibly(); // the process itself would close its output, too
      // What was printed before the kill was acknowledged as well; a torn last line is not.
      StringBuilder rest = new StringBuilder();
      for (int next = output.read(); next >= 0; next = output.read()) {
        rest.append((char) next);
      }
      int end = rest.lastIndexOf("\n");
      if (end > 0) {
        last = Long.parseLong(rest.substring(rest.lastIndexOf("\n", end - 1) + 1, end));
      }
    } finally {
      node.destroyForcibly().waitFor();
    }
    return last;
  }

  private static NavigableMap<Long, Long> numbers(Shard<Ledger.Entry> shard) {
    NavigableMap<Long, Long> numbers = new TreeMap<>();
    shard
        .query(() -> Ledger.read(shard.store()))
        .join()
        .forEach((account, balance) -> numbers.put(Long.parseLong(account), balance));
    return numbers;
  }
}
