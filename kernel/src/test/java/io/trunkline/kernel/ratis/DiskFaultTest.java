package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trunkline.kernel.DamagedShardException;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.ShardEnvironment;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a node that stands alone does about a disk that lost or changed something: what nobody was
 * told of is dropped, what was acknowledged is missed.
 */
class DiskFaultTest {
  private static final ShardId ID = new ShardId("ledger");
  private static final int ADDED = 40;
  private static final String ACCOUNT = "n".repeat(50_000);

  @TempDir static Path shared;
  @TempDir Path directory;
  private Path data;

  /** Leaves behind what a crash leaves after 40 acknowledged commands, in several files. */
  @BeforeAll
  static void writeAndCrash() throws IOException {
    Path alive = shared.resolve("alive");
    try (RatisKernel kernel = kernel(alive)) {
      Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
      for (int i = 0; i < ADDED; i++) {
        shard.submit(new Ledger.Add(ACCOUNT, 1)).join();
      }
      copy(alive, shared.resolve("crashed"));
    }
  }

  @BeforeEach
  void copy() throws IOException {
    data = directory.resolve("data");
    copy(shared.resolve("crashed"), data);
    assertThat(segments()).as("several files").hasSizeGreaterThan(2);
  }

  private static RatisKernel kernel(Path data) {
    RatisKernelConfig config =
        RatisKernelConfig.defaults(data).withLog(64 << 10, 16 << 10, 64 << 20);
    KernelLimits limits =
        new KernelLimits(
            64 << 10, 1, 64 << 10, 65_536, 1 << 28, Duration.ofMillis(100), Duration.ofSeconds(1));
    return new RatisKernel(
        config, new ShardEnvironment(limits, InstantSource.system(), IdSource.secure()));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private Path group() throws IOException {
    try (Stream<Path> groups = Files.list(data.resolve("raft"))) {
      return groups.findFirst().orElseThrow();
    }
  }

  /** The files of the log in their order; the last one is written to. */
  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(group().resolve("current"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("log_"))
          .sorted((a, b) -> Long.compare(firstIndex(a), firstIndex(b)))
          .toList();
    }
  }

  private static long firstIndex(Path file) {
    return Long.parseLong(file.getFileName().toString().replaceAll("\\D*(\\d+).*", "$1"));
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int before = bytes.read();
      bytes.seek(at);
      bytes.write(before ^ 8);
    }
  }

  private static void truncate(Path file, long length) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(length);
    }
  }

  private Map<Path, ByteBuffer> content() throws IOException {
    Map<Path, ByteBuffer> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(group().resolve("current"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(file, ByteBuffer.wrap(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  /** The node refuses the shard, says which file, and leaves everything as it was. */
  private DamagedShardException refused() throws IOException {
    Map<Path, ByteBuffer> before = content();
    DamagedShardException damage;
    try (RatisKernel kernel = kernel(data)) {
      damage =
          catchThrowableOfType(
              DamagedShardException.class,
              () -> kernel.open(ID, new Ledger(), new LedgerEffects()));
    }
    assertThat(damage).as("the shard is refused").isNotNull();
    assertThat(damage.shard()).isEqualTo(ID);
    assertThat(damage).hasMessageContaining(damage.file().toString());
    assertThat(damage).hasMessageContaining("trunkline restore");
    assertThat(content()).isEqualTo(before);
    return damage;
  }

  private void opensWithEverything() {
    try (RatisKernel kernel = kernel(data)) {
      Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
      assertThat(shard.submit(new Ledger.Add(ACCOUNT, 1)).join()).isEqualTo(ADDED + 1);
    }
  }

  @Test
  void aTornTailIsDroppedAndNothingThatWasAcknowledged() throws IOException {
    Path open = segments().getLast();
    SegmentScan.Result whole = SegmentScan.of(open);
    byte[] torn = new byte[1_000];
    Arrays.fill(torn, (byte) 7);
    torn[0] = (byte) 0xD0; // an entry of 5,072 bytes
    torn[1] = 0x27;
    try (RandomAccessFile bytes = new RandomAccessFile(open.toFile(), "rw")) {
      bytes.seek(whole.bytes());
      bytes.write(torn);
    }
    assertThat(SegmentScan.of(open).end()).isEqualTo(SegmentScan.End.TORN);
    opensWithEverything();
  }

  @Test
  void aFlippedBitInAnyFileOfTheLogIsFound() throws IOException {
    for (Path file : segments()) {
      SegmentScan.Result whole = SegmentScan.of(file);
      for (long at : new long[] {3, 9, 2_000, whole.bytes() - 2}) {
        flip(file, at);
        DamagedShardException damage = refused();
        assertThat(damage.file()).isEqualTo(file);
        assertThat(damage.offset()).isLessThanOrEqualTo(at);
        flip(file, at);
      }
    }
    opensWithEverything();
  }

  @Test
  void aTruncatedFileIsFoundEvenWhereItEndsBetweenTwoEntries() throws IOException {
    Path closed = segments().get(1);
    byte[] whole = Files.readAllBytes(closed);
    truncate(closed, whole.length / 2);
    assertThat(refused().file()).isEqualTo(closed);
    truncate(closed, 0);
    assertThat(refused().file()).isEqualTo(closed);
    Files.write(closed, whole);

    Path open = segments().getLast();
    byte[] last = Files.readAllBytes(open);
    SegmentScan.Result found = SegmentScan.of(open);
    truncate(open, found.bytes() - 100);
    assertThat(refused())
        .as("not a torn write: it was acknowledged")
        .hasMessageContaining("log ends");
    truncate(open, 8);
    assertThat(refused()).hasMessageContaining("was acknowledged");
    Files.write(open, last);
    opensWithEverything();
  }

  @Test
  void aMissingFileIsFound() throws IOException {
    Path current = group().resolve("current");
    for (Path missing :
        List.of(
            segments().getFirst(),
            segments().get(1),
            segments().getLast(),
            current.resolve("raft-meta"))) {
      byte[] bytes = Files.readAllBytes(missing);
      Files.delete(missing);
      refused();
      Files.write(missing, bytes);
    }
    opensWithEverything();
  }

  @Test
  void aReplicaThatForgotItsVotesIsRefused() throws IOException {
    Path votes = group().resolve("current/raft-meta");
    String whole = Files.readString(votes);
    Files.writeString(votes, whole.replaceAll("term=\\d+", "term=0"));
    assertThat(refused().file()).isEqualTo(votes);
    Files.writeString(votes, whole.replace("votedFor", "votedFos"));
    assertThat(refused().file()).isEqualTo(votes);
    Files.writeString(votes, whole);
    opensWithEverything();
  }

  @Test
  void aLogWithoutItsStateIsMissedOnlyWhereTheLogIsShort() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("state"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    opensWithEverything(); // the log still holds every entry

    Files.delete(segments().getFirst());
    try (Stream<Path> files = Files.walk(data.resolve("state"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    assertThat(refused()).hasMessageContaining("the log begins with entry");
  }
}
