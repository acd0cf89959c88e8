package io.trunkline.bench.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * A broker that runs, in a process of its own.
 *
 * @param process the one that is started and ended
 * @param pid of the one that does the work
 * @param queue address of the queue, for senders and receivers
 * @param topic address of a topic with so many subscriptions
 * @param subscriptions their addresses; none where the broker has no filters that compare
 */
record Broker(
    String name,
    Process process,
    long pid,
    Target target,
    String queue,
    IntFunction<String> topic,
    IntFunction<List<String>> subscriptions)
    implements AutoCloseable {

  private static final int START_SECONDS = 60;

  /** Waits until the broker takes connections. */
  void awaitReady() throws IOException, InterruptedException {
    for (int waited = 0; ; waited++) {
      try (Sending probe = new Sending(target, queue, 0, 0)) {
        return;
      } catch (IOException e) {
        if (waited == 10 * START_SECONDS || !process.isAlive()) {
          throw new IOException(name + " does not take connections", e);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  /** Returns the processor time that it has used so far. */
  Duration cpu() {
    return ProcessHandle.of(pid).flatMap(handle -> handle.info().totalCpuDuration()).orElseThrow();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
