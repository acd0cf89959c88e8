package io.trunkline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** The least that durability takes: appends to a file, and one force for all that waits. */
final class GroupCommitFile implements AutoCloseable {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Append(byte[] bytes, CompletableFuture<Void> done) {}

  private static final int BUFFER_BYTES = 4 << 20;

  private final FileChannel file;
  private final BlockingQueue<Append> queue = new LinkedBlockingQueue<>();
  private final Thread writer = Thread.ofPlatform().daemon().name("writer").unstarted(this::write);

  GroupCommitFile(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    writer.start();
  }

  CompletableFuture<Void> append(byte[] bytes) {
    Append append = new Append(bytes, new CompletableFuture<>());
    queue.add(append);
    return append.done();
  }

  private void write() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    List<Append> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(queue.take());
        queue.drainTo(batch, 2_047);
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
      throw new UncheckedIOException(e);
    }
  }

  private void drain(ByteBuffer buffer) throws IOException {
    buffer.flip();
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
