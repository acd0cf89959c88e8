package io.trunkline.kernel.ratis;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;
import java.util.zip.CRC32C;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.DataBlockingQueue;
import org.apache.ratis.util.DataQueue;
import org.apache.ratis.util.PureJavaCrc32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the thread that writes a group's log take less of a processor. Under load it computes its
 * checksums with the processor's own instructions: Ratis computes the same CRC32C in Java, several
 * times slower, and the log waits for it between two forces. Without load it sleeps: Ratis has it
 * look for work once a second, and a log that is closed waits for the end of that second.
 *
 * <p>Ratis has no settings for this, so fields of its own are replaced, on the thread itself, where
 * nobody else looks at them; where a later version has none of that name everything works as
 * before, and a test notices.
 */
final class LogThread {
  private static final Logger LOG = LoggerFactory.getLogger(LogThread.class);

  private final Object writer;
  private final Field file;
  private final Field queue;
  private @Nullable Object lastFile;
  private volatile @Nullable PatientQueue<?> patient;
  private boolean failed;

  private LogThread(Object writer, Field file, Field queue) {
    this.writer = writer;
    this.file = file;
    this.queue = queue;
  }

  /** Returns the thread of a group's log; null where what is needed is not there. */
  static @Nullable LogThread of(RaftServer.Division division) {
    try {
      Object log = division.getRaftLog();
      Object writer = field(log.getClass(), "fileLogWorker").get(log);
      Class<?> type = writer.getClass();
      return new LogThread(writer, field(type, "out"), field(type, "queue"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("The log's thread is slower and less quiet than it could be", e);
      return null;
    }
  }

  /** Looks whether there is something to replace: called on the log's thread. */
  void apply() {
    if (failed) {
      return;
    }
    try {
      Object current = file.get(writer);
      if (current != null && current != lastFile) {
        field(current.getClass(), "checksum").set(current, new ProcessorCrc32C());
        lastFile = current;
      }
      if (patient == null) {
        replaceQueue();
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      failed = true;
      LOG.warn("The log's thread is slower and less quiet than it could be", e);
    }
  }

  @SuppressWarnings("unchecked") // the elements are Ratis's own, and only passed on
  private void replaceQueue() throws ReflectiveOperationException {
    DataBlockingQueue<Object> before = (DataBlockingQueue<Object>) queue.get(writer);
    Object bytes = field(DataQueue.class, "getNumBytes").get(before);
    PatientQueue<Object> replacement = new PatientQueue<>(before, (ToLongFunction<Object>) bytes);
    queue.set(writer, replacement);
    patient = replacement;
  }

  /** Returns whether everything is replaced. */
  boolean applied() {
    return lastFile != null && patient != null && !failed;
  }

  /** Has the thread notice at once that it is to end, which is about to be said. */
  void ends() {
    PatientQueue<?> waiting = patient;
    if (waiting != null) {
      waiting.hurry();
    }
  }

  private static Field field(Class<?> owner, String name) throws ReflectiveOperationException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static final class ProcessorCrc32C extends PureJavaCrc32C {
    private final @Nullable CRC32C crc;

    ProcessorCrc32C() {
      crc = new CRC32C();
    }

    @Override
    public long getValue() {
      return crc.getValue();
    }

    @Override
    public void reset() {
      if (crc != null) { // the class above calls this while it is constructed
        crc.reset();
      }
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
      crc.update(bytes, offset, length);
    }

    @Override
    public void update(ByteBuffer bytes) {
      crc.update(bytes);
    }
  }
}
