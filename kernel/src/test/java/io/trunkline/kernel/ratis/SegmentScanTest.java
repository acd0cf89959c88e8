package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.ratis.SegmentScan.End;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogOutputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which the end of a log can be unreadable: torn writes and damage are told apart. */
class SegmentScanTest {
  private static final int SECTOR = 512;
  private static final int PREALLOCATED = 16 << 10;
  private static final long FIRST = 41;

  @TempDir Path directory;
  private Path file;
  private byte[] intact;
  private int[] ends;

  /** Three entries as Ratis writes them, the last one over several sectors, then zeros. */
  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("log_inprogress_" + FIRST);
    ends = new int[4];
    ends[0] = 8;
    Random random = new Random(7);
    int[] sizes = {100, 700, 2_500};
    Path written = directory.resolve("written");
    try (SegmentedRaftLogOutputStream out =
        new SegmentedRaftLogOutputStream(
            written.toFile(), false, 1 << 20, PREALLOCATED, ByteBuffer.allocateDirect(1 << 16))) {
      for (int i = 0; i < sizes.length; i++) {
        byte[] payload = new byte[sizes[i]];
        random.nextBytes(payload);
        LogEntryProto entry =
            LogEntryProto.newBuilder()
                .setTerm(3)
                .setIndex(FIRST + i)
                .setStateMachineLogEntry(
                    StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(payload)))
                .build();
        out.write(entry);
        int size = entry.getSerializedSize();
        ends[i + 1] = ends[i] + (size < 128 ? 1 : 2) + size + 4;
      }
      out.flush();
      intact = Files.readAllBytes(written);
    }
    assertThat(intact).hasSize(PREALLOCATED);
  }

  private SegmentScan.Result scan(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    return SegmentScan.of(file);
  }

  @Test
  void anIntactFileIsReadToItsEnd() throws IOException {
    assertThat(scan(intact))
        .isEqualTo(new SegmentScan.Result(FIRST, FIRST + 2, 3, ends[3], End.CLEAN, ""));
    assertThat(scan(Arrays.copyOf(intact, ends[2])))
        .as("without the zeros, and one entry less")
        .isEqualTo(new SegmentScan.Result(FIRST, FIRST + 1, 3, ends[2], End.CLEAN, ""));
  }

  @Test
  void anyFlippedBitIsDamageAtTheEntryThatItIsIn() throws IOException {
    for (int at = 0; at < ends[3]; at++) {
      byte[] bytes = intact.clone();
      bytes[at] ^= (byte) (1 << (at % 8));
      SegmentScan.Result found = scan(bytes);
      assertThat(found.end()).as("bit of byte %d: %s", at, found).isEqualTo(End.DAMAGED);
      int entry = at < 8 ? -1 : at < ends[1] ? 0 : at < ends[2] ? 1 : 2;
      assertThat(found.bytes()).as("byte %d", at).isEqualTo(entry < 0 ? 0 : ends[entry]);
    }
  }

  @Test
  void aLastEntryWithoutSomeOfItsSectorsIsTorn() throws IOException {
    int first = ends[2] / SECTOR;
    int last = (ends[3] - 1) / SECTOR;
    assertThat(last - first).as("sectors of the last entry").isBetween(4, 6);
    for (int written = 0; written < (1 << (last - first + 1)) - 1; written++) {
      byte[] bytes = intact.clone();
      for (int sector = first; sector <= last; sector++) {
        if ((written & (1 << (sector - first))) == 0) {
          Arrays.fill(
              bytes,
              Math.max(ends[2], sector * SECTOR),
              Math.min(ends[3], (sector + 1) * SECTOR),
              (byte) 0);
        }
      }
      SegmentScan.Result found = scan(bytes);
      assertThat(found.end())
          .as("sectors %s: %s", Integer.toBinaryString(written), found)
          .isEqualTo(written == 0 ? End.CLEAN : End.TORN);
      assertThat(found.last()).isEqualTo(FIRST + 1);
      assertThat(found.bytes()).isEqualTo(ends[2]);
    }
  }

  @Test
  void aFileThatEndsInsideItsLastEntryIsTorn() throws IOException {
    for (int length = ends[2] + 1; length < ends[3]; length++) {
      SegmentScan.Result found = scan(Arrays.copyOf(intact, length));
      assertThat(found.end()).as("%d bytes: %s", length, found).isEqualTo(End.TORN);
      assertThat(found.bytes()).isEqualTo(ends[2]);
    }
  }

  @Test
  void anEntryBeforeAnotherIsNeverTorn() throws IOException {
    byte[] bytes = intact.clone();
    Arrays.fill(bytes, SECTOR, ends[2] - 8, (byte) 0);
    assertThat(scan(bytes).end()).isEqualTo(End.DAMAGED);
  }

  @Test
  void aFileWithoutAnEntryIsClean() throws IOException {
    assertThat(scan(Arrays.copyOf(Arrays.copyOf(intact, 8), PREALLOCATED)))
        .isEqualTo(new SegmentScan.Result(-1, -1, 0, 8, End.CLEAN, ""));
    assertThat(scan(new byte[PREALLOCATED]).end()).isEqualTo(End.TORN);
    assertThat(scan(Arrays.copyOf(Arrays.copyOf(intact, 5), 100)).end()).isEqualTo(End.TORN);
  }
}
