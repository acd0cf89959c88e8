package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.runtime.KernelMetrics;
import io.trunkline.kernel.runtime.ReplicatedLog;
import io.trunkline.kernel.runtime.ShardEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisKernelTest {
  private static final ShardId ID = new ShardId("ledger");

  @TempDir Path directory;
  @TempDir Path copies;
  private final LedgerEffects effects = new LedgerEffects();
  private RatisKernel kernel;
  private Ledger ledger;
  private Shard<Ledger.Entry> shard;

  private void open(RatisKernelConfig config) {
    kernel = new RatisKernel(config);
    ledger = new Ledger();
    shard = kernel.open(ID, ledger, effects);
  }

  private void open() {
    open(RatisKernelConfig.defaults(directory));
  }

  @AfterEach
  void close() {
    if (kernel != null) {
      kernel.close();
    }
  }

  private Map<String, Long> stored() {
    return shard.query(() -> Ledger.read(shard.store())).join();
  }

  @Test
  void repliesAndKeepsWhatItAcknowledgedAcrossRestarts() {
    open();
    assertThat(shard.submit(new Ledger.Add("a", 2)).join()).isEqualTo(2);
    assertThatThrownBy(() -> shard.submit(new Ledger.Refuse("b", 1)).join())
        .hasCauseInstanceOf(RejectedException.class);
    long number = shard.submit(new Ledger.Count()).join();
    kernel.close();

    open();
    assertThat(stored()).containsExactly(Map.entry("a", 2L));
    assertThat(shard.query(ledger::balances).join()).isEqualTo(stored());
    assertThat(shard.submit(new Ledger.Add("a", 3)).join()).isEqualTo(5);
    assertThat(shard.submit(new Ledger.Count()).join()).isGreaterThan(number);
    kernel.close();

    open();
    assertThat(stored()).containsExactly(Map.entry("a", 5L));
  }

  @Test
  void whatIsPartOfALeadershipIsNotAppendedInALaterOne() {
    open();
    kernel.close();
    open();
    RatisLog log = kernel.log(ID);
    long term = log.division().getInfo().getCurrentTerm();
    CompletableFuture<?> late =
        log.appendAsLeader(ReplicatedLog.emptyEntry(), term - 1).toCompletableFuture();
    assertThatThrownBy(late::join)
        .cause()
        .isInstanceOfSatisfying(
            ShardUnavailableException.class,
            refusal -> assertThat(refusal.outcomeUnknown()).isFalse())
        .hasStackTraceContaining("has ended");
    log.appendAsLeader(ReplicatedLog.emptyEntry(), term).toCompletableFuture().join();
    assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(1);
    assertThat(log.division().getInfo().getCurrentTerm()).as("still leads").isEqualTo(term);
  }

  @Test
  void appliesConcurrentCommandsInTheOrderOfTheirSubmission() {
    open();
    List<CompletableFuture<Long>> replies = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      replies.add(shard.submit(new Ledger.Add("a", 1)));
    }
    long expected = 1;
    for (CompletableFuture<Long> reply : replies) {
      assertThat(reply.join()).isEqualTo(expected++);
    }
  }

  @Test
  void timersAndOutboxGoOnAfterARestart() {
    effects.delivery = _ -> new CompletableFuture<>();
    open();
    long due = System.currentTimeMillis() + 300;
    shard.submit(new Ledger.Arm("t", due)).join();
    shard.submit(new Ledger.Send("w")).join();
    kernel.close();

    effects.delivery = entry -> CompletableFuture.completedFuture(new Ledger.Sent(entry.id()));
    open();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(stored()).containsExactly(Map.entry("t", 1L), Map.entry("w", 1L)));
  }

  @Test
  void snapshotsShortenTheLogAndLoseNothing() throws IOException {
    RatisKernelConfig small =
        RatisKernelConfig.defaults(directory).withLog(64 << 10, 16 << 10, 256 << 10);
    KernelLimits limits =
        new KernelLimits(
            16 << 10, 16, 16 << 10, 65_536, 1 << 28, Duration.ofMillis(100), Duration.ofSeconds(1));
    ShardEnvironment environment =
        new ShardEnvironment(limits, InstantSource.system(), IdSource.secure());
    kernel = new RatisKernel(small, environment);
    shard = kernel.open(ID, new Ledger(), effects);
    String longName = "n".repeat(4_000);
    for (int round = 0; round < 40; round++) {
      List<CompletableFuture<Long>> replies = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        replies.add(shard.submit(new Ledger.Add(longName, 1)));
      }
      replies.forEach(CompletableFuture::join);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(firstSegment()).isPositive());
    kernel.close();

    kernel = new RatisKernel(small, environment);
    shard = kernel.open(ID, new Ledger(), effects);
    assertThat(stored()).containsExactly(Map.entry(longName, 1_000L));
    assertThat(shard.submit(new Ledger.Add(longName, 1)).join()).isEqualTo(1_001);
  }

  @Test
  void aLongHistoryIsNotReplayedPastTheLastSnapshot() throws IOException {
    RatisKernelConfig small =
        RatisKernelConfig.defaults(directory).withLog(64 << 10, 64 << 10, 256 << 10);
    KernelLimits limits =
        new KernelLimits(
            16 << 10, 16, 16 << 10, 65_536, 1 << 28, Duration.ofMillis(100), Duration.ofSeconds(1));
    kernel =
        new RatisKernel(
            small, new ShardEnvironment(limits, InstantSource.system(), IdSource.secure()));
    shard = kernel.open(ID, new Ledger(), effects);
    int commands = 2_000; // of 8 KB each: 16 MB of history
    String longName = "n".repeat(8_000);
    for (int i = 0; i < commands; i += 50) {
      List<CompletableFuture<Long>> replies = new ArrayList<>();
      for (int k = 0; k < 50; k++) {
        replies.add(shard.submit(new Ledger.Add(longName, 1)));
      }
      replies.forEach(CompletableFuture::join);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(logBytes()).isLessThan(3 << 20));
    Path crashed = copies.resolve("crashed");
    copyTo(crashed);

    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ShardEnvironment measured =
        new ShardEnvironment(
            limits, InstantSource.system(), IdSource.secure(), new KernelMetrics(meters));
    try (RatisKernel again =
        new RatisKernel(
            RatisKernelConfig.defaults(crashed).withLog(64 << 10, 64 << 10, 256 << 10), measured)) {
      Shard<Ledger.Entry> restored = again.open(ID, new Ledger(), effects);
      double replayed =
          meters.get("trunkline.kernel.commands").tag("outcome", "applied").counter().count();
      assertThat(replayed).as("replayed of %d commands", commands).isLessThan(commands / 4.0);
      assertThat(restored.submit(new Ledger.Add(longName, 1)).join()).isEqualTo(commands + 1);
      assertThat(List.of("log.wait", "log.fsync", "log.replicate", "wait", "commit"))
          .as("each stage of a commit is measured")
          .allSatisfy(
              stage ->
                  assertThat(
                          meters
                              .get("trunkline.kernel." + stage)
                              .tag("shard", "ledger")
                              .timer()
                              .count())
                      .isPositive());
    }
  }

  private long logBytes() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(directory.resolve("raft"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += file.toFile().length(); // 0 where it has just been removed
      }
    }
    return bytes;
  }

  @Test
  void whatIsOnDiskAtTheTimeOfAReplyIsEnough() throws IOException {
    open();
    for (int i = 1; i <= 20; i++) {
      shard.submit(new Ledger.Add("a", 1)).join();
    }
    Path copy = copies.resolve("copy");
    copyTo(copy);
    try (RatisKernel onCopy = new RatisKernel(RatisKernelConfig.defaults(copy))) {
      Shard<Ledger.Entry> restored = onCopy.open(ID, new Ledger(), effects);
      assertThat(restored.submit(new Ledger.Add("a", 1)).join()).isEqualTo(21);
    }
  }

  @Test
  void aSecondKernelOnTheDirectoryIsRefused() {
    open();
    assertThatThrownBy(() -> new RatisKernel(RatisKernelConfig.defaults(directory)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(directory.toString());
  }

  @Test
  void shardsOfANodeDoNotSeeEachOther() {
    open();
    Shard<Ledger.Entry> other = kernel.open(new ShardId("broker/a"), new Ledger(), effects);
    shard.submit(new Ledger.Add("a", 1)).join();
    assertThat(other.submit(new Ledger.Add("a", 5)).join()).isEqualTo(5);
    assertThat(other.query(() -> Ledger.read(other.store())).join()).hasSize(1);
    assertThat(stored()).containsExactly(Map.entry("a", 1L));
  }

  /** Copies the directory as a crash would leave it. */
  private void copyTo(Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Path target = copy.resolve(directory.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /** The index of the first entry that the log still has. */
  private long firstSegment() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("raft"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("log_"))
          .mapToLong(name -> Long.parseLong(name.replaceAll("log_(inprogress_)?(\\d+).*", "$2")))
          .min()
          .orElseThrow();
    }
  }
}
