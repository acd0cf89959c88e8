package io.trunkline.kernel.ratis;

import io.trunkline.kernel.DamagedShardException;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a shard's log before Ratis does. Ratis drops silently what it cannot read at the end of a
 * file, whether a crash tore it or something that was acknowledged has been lost, and it does not
 * miss entries that a truncated file no longer has. Here the first is mended and the second
 * refused.
 *
 * @param shard whose log it is
 * @param directory the directory of the shard's group
 * @param persisted the last entry that the shard's state holds on disk: the entries up to it are
 *     not needed any more
 */
record LogCheck(ShardId shard, Path directory, LogPosition persisted) {
  private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);
  private static final String ACKNOWLEDGED = "acknowledged";
  private static final Pattern CLOSED = Pattern.compile("log_(\\d+)-(\\d+)");
  private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d+)");

  /** A file of the log; {@code last} is -1 for the one that is written to. */
  private record Segment(Path file, long first, long last) {
    boolean isOpen() {
      return last < 0;
    }
  }

  private long applied() {
    return persisted.index();
  }

  /** Returns where the witness of the log stands. */
  static Path acknowledged(Path directory) {
    return directory.resolve(ACKNOWLEDGED);
  }

  /**
   * Checks the log, and takes a torn write off its end.
   *
   * @throws DamagedShardException when something that was acknowledged is missing or cannot be read
   */
  void run() {
    try {
      check();
    } catch (IOException e) {
      throw new DamagedShardException(shard, directory, 0, "it cannot be read: " + e, e);
    }
  }

  /**
   * Takes off everything after entry {@code index}: after a failed write nobody knows what of it is
   * on the disk, even where it can be read from memory.
   */
  void cutAfter(long index) {
    Path current = directory.resolve("current");
    try {
      List<Segment> segments = Files.exists(current) ? segments(current) : List.of();
      if (!segments.isEmpty() && segments.getLast().isOpen()) {
        Segment open = segments.getLast();
        SegmentScan.Result found = SegmentScan.upTo(index, open.file());
        try (FileChannel file = FileChannel.open(open.file(), StandardOpenOption.WRITE)) {
          file.truncate(found.bytes());
          file.force(true);
        }
      }
    } catch (IOException e) {
      LOG.warn("Shard {}: what could not be written stays in the log for now", shard, e);
    }
  }

  private void check() throws IOException {
    long acknowledged = Acknowledged.read(acknowledged(directory));
    Path current = directory.resolve("current");
    if (!Files.exists(current)) {
      boolean begins = persisted.equals(LogPosition.NONE) || persisted.equals(LogPosition.RESTORED);
      if (!begins || acknowledged >= 0) {
        throw damaged(current, 0, "the log is missing");
      }
      return; // a new shard
    }
    List<Segment> segments = segments(current);
    int needed = 0; // where the files begin that are needed
    long last = applied();
    long term = 0;
    SegmentScan.@Nullable Result torn = null;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      if (i > needed && !follows(segments.get(i - 1), segment)) {
        needed = i;
      }
      SegmentScan.Result found = SegmentScan.of(segment.file());
      term = Math.max(term, found.term());
      if (segment.isOpen()) {
        checkOpen(segment, found);
        torn = found.end() == SegmentScan.End.TORN ? found : null;
      } else if (!isComplete(segment, found)) {
        needed = i + 1;
      }
      last = Math.max(last, found.last());
    }
    if (needed < segments.size() && segments.get(needed).first() > applied() + 1) {
      throw damaged(
          segments.get(needed).file(),
          0,
          "the log begins with entry %d, and the state ends with entry %d"
              .formatted(segments.get(needed).first(), applied()));
    }
    checkMetadata(current, term);
    if (last < acknowledged) {
      Path file = segments.isEmpty() ? current : segments.getLast().file();
      throw damaged(
          file,
          segments.isEmpty() ? 0 : Files.size(file),
          "the log ends with entry %d, and entry %d was acknowledged"
              .formatted(last, acknowledged));
    }
    // Only now that nothing is missing: what is refused stays as it was found.
    drop(segments.subList(0, needed));
    if (torn != null) {
      cutOff(segments.getLast(), torn);
    }
  }

  private static List<Segment> segments(Path current) throws IOException {
    try (Stream<Path> files = Files.list(current)) {
      return files
          .flatMap(file -> segment(file).stream())
          .sorted(Comparator.comparingLong(Segment::first))
          .toList();
    }
  }

  private static List<Segment> segment(Path file) {
    String name = file.getFileName().toString();
    Matcher closed = CLOSED.matcher(name);
    if (closed.matches()) {
      return List.of(
          new Segment(file, Long.parseLong(closed.group(1)), Long.parseLong(closed.group(2))));
    }
    Matcher open = OPEN.matcher(name);
    return open.matches()
        ? List.of(new Segment(file, Long.parseLong(open.group(1)), -1))
        : List.of();
  }

  /**
   * Returns whether a file begins where the one before ends. A gap before what the state holds
   * comes from a crash while Ratis took out what is not needed any more, from the newest file to
   * the oldest; it would refuse that itself.
   */
  private boolean follows(Segment previous, Segment segment) {
    if (!previous.isOpen() && segment.first() == previous.last() + 1) {
      return true;
    }
    if (!previous.isOpen() && previous.last() <= applied()) {
      return false;
    }
    throw damaged(
        segment.file(),
        0,
        "entry %d follows entry %d: a file is missing".formatted(segment.first(), previous.last()));
  }

  /** Returns whether a closed file holds what its name says; false where that is not needed. */
  private boolean isComplete(Segment segment, SegmentScan.Result found) {
    // What stands behind the last entry that the name tells was never part of the log.
    if (found.first() == segment.first() && found.last() >= segment.last()) {
      return true;
    }
    String what =
        "it ends with entry %d instead of %d%s"
            .formatted(
                found.last(),
                segment.last(),
                found.reason().isEmpty() ? "" : ": " + found.reason());
    if (segment.last() <= applied()) {
      LOG.warn(
          "Shard {}: {} is damaged at byte {}: {}; the state holds what it held, so it goes",
          shard,
          segment.file(),
          found.bytes(),
          what);
      return false;
    }
    throw damaged(segment.file(), found.bytes(), what);
  }

  private void checkOpen(Segment segment, SegmentScan.Result found) {
    if (found.end() == SegmentScan.End.DAMAGED) {
      throw damaged(segment.file(), found.bytes(), found.reason());
    }
    if (found.first() >= 0 && found.first() != segment.first()) {
      throw damaged(segment.file(), 0, "it begins with entry " + found.first());
    }
  }

  private static void drop(List<Segment> segments) throws IOException {
    for (Segment segment : segments) {
      Files.delete(segment.file());
    }
  }

  private void cutOff(Segment segment, SegmentScan.Result found) throws IOException {
    LOG.warn(
        "Shard {}: a crash tore the last write to {} at byte {} ({}); nobody was told that it was"
            + " done, and it is dropped",
        shard,
        segment.file(),
        found.bytes(),
        found.reason());
    try (FileChannel file = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
      file.truncate(found.bytes());
      file.force(true);
    }
  }

  /** Checks what Ratis remembers of its votes: a replica that forgets them could vote twice. */
  private void checkMetadata(Path current, long lastTerm) throws IOException {
    Path metadata = current.resolve("raft-meta");
    if (!Files.exists(metadata)) {
      throw damaged(metadata, 0, "it is missing");
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(metadata)) {
      properties.load(in);
    }
    String term = properties.getProperty("term", "");
    if (!term.matches("\\d{1,18}")
        || Long.parseLong(term) < lastTerm
        || properties.getProperty("votedFor") == null) {
      throw damaged(metadata, 0, "it says " + properties + " after term " + lastTerm);
    }
    Path configuration = current.resolve("raft-meta.conf");
    if (!Files.exists(configuration) && applied() > 0) {
      throw damaged(configuration, 0, "it is missing");
    }
    if (Files.exists(configuration)) {
      try (InputStream in = Files.newInputStream(configuration)) {
        if (!LogEntryProto.parseFrom(in).hasConfigurationEntry()) {
          throw damaged(configuration, 0, "it names no peers");
        }
      } catch (InvalidProtocolBufferException e) {
        throw damaged(configuration, 0, "it cannot be read: " + e.getMessage());
      }
    }
  }

  private DamagedShardException damaged(Path file, long offset, String what) {
    return new DamagedShardException(shard, file, offset, what);
  }
}
