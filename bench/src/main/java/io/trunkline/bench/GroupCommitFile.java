package io.trunkline.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The least that durability takes: appends to a file, and one force for all that waits. The file is
 * written ahead with zeros, as the log's files are: otherwise each force has to write the file's
 * size, too, and takes twice as long.
 */
public final class GroupCommitFile implements AutoCloseable {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Append(byte[] bytes, CompletableFuture<Void> done) {}

  private static final int BUFFER_BYTES = 4 << 20;
  private static final int MOST_AT_ONCE = 2_048;
  private static final int FILE_BYTES = 64 << 20;

  private final FileChannel file;
  private final BlockingQueue<Append> queue = new LinkedBlockingQueue<>();
  private final Thread writer = Thread.ofPlatform().daemon().name("writer").unstarted(this::write);
  private volatile IOException failure;

  /** Opens the file and fills it with zeros. */
  public GroupCommitFile(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
    for (int written = 0; written < FILE_BYTES; ) {
      written += file.write(zeros.clear());
    }
    file.force(true);
    file.position(0);
    writer.start();
  }

  /** Appends bytes; completes once they are on the disk. */
  public CompletableFuture<Void> append(byte[] bytes) {
    Append append = new Append(bytes, new CompletableFuture<>());
    if (failure != null) {
      append.done().completeExceptionally(failure);
      return append.done();
    }
    queue.add(append);
    return append.done();
  }

  private void write() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    List<Append> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(queue.take());
        queue.drainTo(batch, MOST_AT_ONCE - 1);
        for (Append append : batch) {
          if (buffer.remaining() < append.bytes().length) {
            drain(buffer);
          }
          buffer.put(append.bytes());
        }
        drain(buffer);
        file.force(false);
        batch.forEach(append -> append.done().complete(null));
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (IOException e) {
      failure = e;
      batch.forEach(append -> append.done().completeExceptionally(e));
    }
  }

  /** Writes around and around the file: what matters is that its size does not change. */
  private void drain(ByteBuffer buffer) throws IOException {
    buffer.flip();
    if (file.position() + buffer.remaining() > FILE_BYTES) {
      file.position(0);
    }
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    writer.interrupt();
    writer.join();
    file.close();
  }
}
