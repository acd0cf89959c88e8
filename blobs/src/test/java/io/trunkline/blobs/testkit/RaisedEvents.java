package io.trunkline.blobs.testkit;

import io.trunkline.resources.SystemEvents;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes events, or is out of order. */
public final class RaisedEvents implements SystemEvents {
  private final List<SystemEvent> offered = new CopyOnWriteArrayList<>();
  private final List<SystemEvent> accepted = new CopyOnWriteArrayList<>();
  private volatile boolean refusing;

  @Override
  public CompletionStage<Void> publish(SystemEvent event) {
    offered.add(event);
    if (refusing) {
      return CompletableFuture.failedFuture(new IllegalStateException("out of order"));
    }
    accepted.add(event);
    return CompletableFuture.completedFuture(null);
  }

  /** Has every event fail from now on, or no longer. */
  public void refuse(boolean whether) {
    refusing = whether;
  }

  /** Returns every event that was handed over, accepted or not. */
  public List<SystemEvent> offered() {
    return offered;
  }

  public List<SystemEvent> accepted() {
    return accepted;
  }
}
