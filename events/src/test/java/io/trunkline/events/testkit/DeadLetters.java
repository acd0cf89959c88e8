package io.trunkline.events.testkit;

import io.trunkline.events.effects.DeadLetterStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps dead-letters, or refuses them. */
public final class DeadLetters implements DeadLetterStore {
  /** A blob that was written. */
  public record Written(String container, String name, String json) {}

  private final List<Written> written = new CopyOnWriteArrayList<>();
  private final AtomicInteger tries = new AtomicInteger();
  private volatile boolean refusing;

  @Override
  public CompletionStage<Void> write(String containerId, String blobName, byte[] json) {
    tries.incrementAndGet();
    if (refusing) {
      return CompletableFuture.failedFuture(new IllegalStateException("no such container"));
    }
    written.add(new Written(containerId, blobName, new String(json, StandardCharsets.UTF_8)));
    return CompletableFuture.completedFuture(null);
  }

  /** Has every write fail from now on, or no longer. */
  public void refuse(boolean whether) {
    refusing = whether;
  }

  public List<Written> written() {
    return written;
  }

  public int tries() {
    return tries.get();
  }
}
