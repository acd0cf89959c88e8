package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up, for real: a small one that the test mounts. Where it may not, it is
 * skipped, and the report says so.
 */
@Timeout(600) // a disk that fills up takes its time on a busy machine
class FullDiskTest {
  private static final ShardId ID = new ShardId("ledger");
  private static final String ACCOUNT = "n".repeat(100_000);

  @TempDir static Path mountPoint;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", mountPoint.toString()) == 0;
    assumeThat(mounted).as("a disk can be mounted here: run as root to test a full one").isTrue();
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      // Lazily: Ratis leaves a file open that it could not make as large as it wanted.
      assertThat(run("umount", "-l", mountPoint.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Takes all of the disk but {@code leave} bytes. */
  private static void fill(long leave) throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(mountPoint.resolve("filler"))) {
      while (Files.getFileStore(mountPoint).getUsableSpace() >= leave + block.length) {
        out.write(block);
      }
    }
  }

  private static RatisKernelConfig config(long reserve) {
    return RatisKernelConfig.defaults(mountPoint.resolve("data")).withReserve(reserve);
  }

  private static long add(Shard<Ledger.Entry> shard) {
    return shard.submit(new Ledger.Add(ACCOUNT, 1)).join();
  }

  private static void assertRefused(Shard<Ledger.Entry> shard) {
    assertThatThrownBy(() -> add(shard))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(ShardUnavailableException.class);
  }

  @Test
  void commandsAreRefusedBeforeTheDiskIsFullAndTakenAgainOnceThereIsRoom() throws Exception {
    try (RatisKernel kernel = new RatisKernel(config(8 << 20))) {
      Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
      assertThat(add(shard)).isEqualTo(1);
      fill(6 << 20);
      await().untilAsserted(() -> assertRefused(shard));
      assertThatThrownBy(() -> add(shard))
          .cause()
          .isInstanceOfSatisfying(
              ShardUnavailableException.class,
              refusal -> assertThat(refusal.outcomeUnknown()).isFalse())
          .hasMessageContaining("full");
      assertThat(kernel.troubles()).containsOnlyKeys(ID);
      assertThat(shard.query(() -> Ledger.read(shard.store())).join().get(ACCOUNT))
          .as("reading goes on")
          .isNotNull();
      Files.delete(mountPoint.resolve("filler"));
      await().ignoreExceptions().until(() -> add(shard) > 1);
      assertThat(kernel.troubles()).isEmpty();
    }
  }

  @Test
  void aLogThatCouldNotBeWrittenIsOpenedAgainAndHasLostNothing() throws Exception {
    long acknowledged = 0;
    try (RatisKernel kernel = new RatisKernel(config(0))) {
      Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
      for (int round = 0; round < 2; round++) {
        acknowledged = add(shard);
        fill(1 << 20);
        try {
          for (int i = 0; i < 1_000; i++) {
            acknowledged = add(shard);
          }
        } catch (CompletionException full) {
          assertThat(full).hasCauseInstanceOf(ShardUnavailableException.class);
        }
        assertThat(acknowledged).as("the disk filled up").isLessThan(900);
        assertRefused(shard);
        Files.delete(mountPoint.resolve("filler"));
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> add(shard) > 0);
        assertThat(add(shard)).isGreaterThan(acknowledged);
      }
      acknowledged = add(shard);
    }
    try (RatisKernel kernel = new RatisKernel(config(0))) {
      Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
      assertThat(add(shard)).isEqualTo(acknowledged + 1);
    }
  }
}
