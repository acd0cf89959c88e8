package io.trunkline.monitor.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups that a node has been asked for since it started, one at a time. Thread-safe. */
public final class Backups {
  private static final Logger LOG = LoggerFactory.getLogger(Backups.class);
  private static final int REMEMBERED = 20;

  /** How a backup stands. */
  public enum State {
    RUNNING,
    SUCCEEDED,
    FAILED
  }

  /**
   * A backup.
   *
   * @param number tells it apart
   * @param directory where it is written to
   * @param message why it failed; empty where it did not
   */
  public record Progress(int number, Path directory, State state, String message) {}

  private final BackupWriter writer;
  private final Map<Integer, Progress> known = new LinkedHashMap<>();
  private int last;

  public Backups(BackupWriter writer) {
    this.writer = writer;
  }

  /** Starts a backup, unless one is running: then empty is returned. */
  public synchronized Optional<Progress> start(Path directory) {
    if (last > 0 && known.get(last).state() == State.RUNNING) {
      return Optional.empty();
    }
    Progress started = new Progress(++last, directory, State.RUNNING, "");
    known.put(last, started);
    known.remove(last - REMEMBERED);
    Thread.ofVirtual().name("backup " + last).start(() -> run(started));
    return Optional.of(started);
  }

  /** Returns how a backup stands; empty where none of that number is remembered. */
  public synchronized Optional<Progress> find(int number) {
    return Optional.ofNullable(known.get(number));
  }

  private void run(Progress started) {
    State state = State.FAILED;
    String message = "";
    try {
      writer.write(started.directory());
      state = State.SUCCEEDED;
      LOG.info("A backup was written to {}", started.directory());
    } catch (IOException | RuntimeException e) {
      LOG.error("The backup to {} failed", started.directory(), e);
      message = e.getMessage() == null ? e.toString() : e.getMessage();
    }
    synchronized (this) {
      known.replace(
          started.number(), new Progress(started.number(), started.directory(), state, message));
    }
  }
}
