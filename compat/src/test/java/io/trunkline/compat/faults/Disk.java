package io.trunkline.compat.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A small disk of a node's own: a file system in a file, mounted through a loop device. It can be
 * filled, and made slow through the block layer's limits ({@code blkio} of control groups, version
 * 1), which hold for this device alone.
 */
final class Disk implements AutoCloseable {
  private static final long BYTES = 384L << 20;
  private static final int SLOW_WRITES_PER_SECOND = 25;
  private static final Path LIMIT =
      Path.of("/sys/fs/cgroup/blkio/blkio.throttle.write_iops_device");
  private static final Pattern OURS = Pattern.compile("\\S*/trk-disk-(\\d+)-\\S*");

  private final Path directory;
  private final @Nullable String device;

  private Disk(Path directory, @Nullable String device) {
    this.directory = directory;
    this.device = device;
  }

  /** Returns why no disk can be made here, or nothing where it can. */
  static Optional<String> obstacle(Path parent) {
    try (Disk disk = create(parent)) {
      disk.slow();
      disk.mend();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Makes an empty disk below a directory and mounts it there. */
  static Disk create(Path parent) throws IOException {
    sweep();
    Path directory =
        Files.createTempDirectory(parent, "trk-disk-" + ProcessHandle.current().pid() + "-");
    Path image = Path.of(directory + ".image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    Shell.run("mkfs.ext4 -q -F -m 0 " + image);
    Shell.run("mount -o loop " + image + " " + directory);
    FileStore store = Files.getFileStore(directory);
    return new Disk(directory, store.name());
  }

  /** Returns a directory of this machine's own disk, to which nothing can be done. */
  static Disk none(Path directory) {
    return new Disk(directory, null);
  }

  Path directory() {
    return directory;
  }

  boolean canFail() {
    return device != null;
  }

  /** Lets only a few writes through in a second; every fsync takes several. */
  void slow() throws IOException {
    limit(SLOW_WRITES_PER_SECOND);
  }

  /** Leaves no room. */
  void fill() throws IOException {
    Path filler = filler();
    long step = 8L << 20;
    try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
      byte[] block = new byte[4096];
      while (step >= block.length) {
        try {
          for (long written = 0; written < step; written += block.length) {
            file.write(block);
          }
        } catch (IOException full) {
          step /= 8;
        }
      }
    }
  }

  /** Takes back what was done to the disk. */
  void mend() throws IOException {
    if (device != null) {
      limit(0);
      Files.deleteIfExists(filler());
    }
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  private void limit(int writesPerSecond) throws IOException {
    if (!Files.exists(LIMIT)) {
      throw new IOException("the block layer's limits are not at " + LIMIT);
    }
    // 7 is the number of the loop driver; a device's own number is in its name
    String number = String.valueOf(device).replaceFirst("/dev/loop", "");
    Files.writeString(LIMIT, "7:" + number + " " + writesPerSecond);
  }

  /** Unmounts and deletes the disk; its node must have ended. */
  @Override
  public void close() throws IOException {
    if (device == null) {
      return;
    }
    mend();
    remove(directory.toString());
  }

  private static void remove(String mounted) throws IOException {
    Shell.tidy("umount " + mounted);
    Files.deleteIfExists(Path.of(mounted + ".image"));
    Files.deleteIfExists(Path.of(mounted));
  }

  /** Removes the disks of tests whose process is gone. */
  private static void sweep() throws IOException {
    for (MatchResult disk :
        OURS.matcher(Files.readString(Path.of("/proc/mounts"))).results().toList()) {
      if (ProcessHandle.of(Long.parseLong(disk.group(1))).isEmpty()) {
        remove(disk.group());
      }
    }
  }
}
