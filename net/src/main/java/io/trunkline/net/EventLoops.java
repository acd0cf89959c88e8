package io.trunkline.net;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** Starts the event loops that a node's doors and outgoing calls share. */
public final class EventLoops {
  private static final int MAX_LOOPS = 8;

  private EventLoops() {}

  /** Returns how many loops a node has: a listener is started on each. */
  public static int count() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_LOOPS);
  }

  /**
   * Returns a lean Vert.x: one loop per processor (at most {@value #MAX_LOOPS}), because everything
   * that blocks runs on virtual threads; names resolved without blocking; no file cache.
   */
  public static Vertx start() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(count())
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(2)
            .setDisableTCCL(true)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false)));
  }
}
