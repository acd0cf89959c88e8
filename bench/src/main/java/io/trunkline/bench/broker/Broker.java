package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A broker that runs, in a process of its own.
 *
 * @param process the one that is started and ended; those that it starts belong to it
 * @param queue address of the queue, for senders and receivers
 * @param topic address of a topic with so many subscriptions
 * @param subscriptions their addresses; none where the broker has no filters that compare
 */
record Broker(
    String name,
    Process process,
    Target target,
    String queue,
    IntFunction<String> topic,
    IntFunction<List<String>> subscriptions)
    implements AutoCloseable {

  private static final int START_SECONDS = 60;
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

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

  /**
   * Returns how much of its Java heap is in use after a full collection.
   *
   * @return bytes
   */
  long heapUsed() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    ask(jcmd, "GC.run");
    Matcher used = USED.matcher(ask(jcmd, "GC.heap_info").split("Metaspace", 2)[0]);
    long kibibytes = 0;
    while (used.find()) {
      kibibytes += Long.parseLong(used.group(1));
    }
    return kibibytes << 10;
  }

  private String ask(Path jcmd, String question) throws IOException, InterruptedException {
    Process asking =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), question)
            .redirectErrorStream(true)
            .start();
    String answer = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asking.waitFor();
    return answer;
  }

  /** Returns the processor time that it has used so far. */
  Duration cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .flatMap(handle -> handle.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
