package io.trunkline.bench.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.SettingsContext;
import io.trunkline.workflows.expression.Template;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Measures durable steps, loops, waiting runs and expressions; see the module's README. */
public final class WorkflowBench {
  private final int seconds;
  private final int items;
  private final int waiting;

  private WorkflowBench(int seconds, int items, int waiting) {
    this.seconds = seconds;
    this.items = items;
    this.waiting = waiting;
  }

  /**
   * Options: {@code --seconds N}, {@code --items N}, {@code --waiting N}, {@code --directory DIR},
   * {@code --alone} without the other engine.
   */
  public static void main(String[] arguments) throws IOException {
    String named = option(arguments, "--directory", "");
    Path directory =
        named.isEmpty() ? Files.createTempDirectory("trunkline-bench") : Path.of(named);
    WorkflowBench bench =
        new WorkflowBench(
            Integer.parseInt(option(arguments, "--seconds", "10")),
            Integer.parseInt(option(arguments, "--items", "5000")),
            Integer.parseInt(option(arguments, "--waiting", "10000")));
    System.out.printf("in %s%n", directory);
    boolean alone = List.of(arguments).contains("--alone");
    try (Contender trunkline =
        new TrunklineContender(Files.createDirectories(directory.resolve("trunkline")))) {
      bench.measure(trunkline, 1);
    }
    if (!alone) {
      // A tenth of the items and runs: it would take too long otherwise.
      try (Contender flowable =
          new FlowableContender(Files.createDirectories(directory.resolve("flowable")))) {
        bench.measure(flowable, 10);
      }
    }
    bench.expressions();
    System.exit(0);
  }

  private void measure(Contender engine, int less) {
    sequences(engine, 16, Math.max(1, seconds / 3)); // warms up
    for (int atOnce : new int[] {1, 16, 128}) {
      sequences(engine, atOnce, seconds);
    }
    for (boolean parallel : new boolean[] {false, true}) {
      long before = engine.ended();
      long start = System.nanoTime();
      engine.startLoop(items / less, parallel);
      await(engine, before + 1);
      double took = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%-10s Foreach over %,d items, %s: %.2f s, %,.0f items/s%n",
          engine.name(),
          items / less,
          parallel ? "parallel" : "sequential",
          took,
          items / less / took);
    }
    long memory = used();
    long start = System.nanoTime();
    for (int i = 0; i < waiting / less; i++) {
      engine.startWaiting();
    }
    double took = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%-10s %,d waiting runs: started one after the other in %.1f s, %,d bytes of heap each%n",
        engine.name(),
        waiting / less,
        took,
        (used() - memory) / (waiting / less));
  }

  /** Keeps {@code atOnce} runs of ten steps under way. */
  private static void sequences(Contender engine, int atOnce, int seconds) {
    long endedBefore = engine.ended();
    long started = 0;
    long start = System.nanoTime();
    long stopAt = start + seconds * 1_000_000_000L;
    while (System.nanoTime() < stopAt) {
      if (started - (engine.ended() - endedBefore) < atOnce) {
        engine.startSequence();
        started++;
      } else {
        LockSupport.parkNanos(200_000);
      }
    }
    long ended = engine.ended() - endedBefore;
    double took = (System.nanoTime() - start) / 1e9;
    await(engine, endedBefore + started);
    System.out.printf(
        Locale.ROOT,
        "%-10s %3d runs of %d steps at once: %,.0f steps/s, %.2f ms a step%n",
        engine.name(),
        atOnce,
        Contender.STEPS,
        ended * Contender.STEPS / took,
        1_000 * took * atOnce / Math.max(1, ended * Contender.STEPS));
  }

  private static void await(Contender engine, long ended) {
    while (engine.ended() < ended) {
      LockSupport.parkNanos(500_000);
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void expressions() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SettingsContext context = new SettingsContext(Map.of("region", "eu"), Json.object());
    for (String text :
        List.of(
            "@add(1,2)",
            "@concat('order-',string(add(1,41)),'-',toUpper(appsetting('region')))",
            "@if(and(greater(length('abc'),2),equals(1,1)),first(createArray(1,2,3)),null)")) {
      Template template = Expressions.template(Json.mapper().valueToTree(text), "$");
      evaluate(template, context, 200_000);
      long count = 1_000_000;
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      JsonNode last = evaluate(template, context, count);
      double took = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%-80s %,.0f/s, %,d bytes each, = %s%n",
          text,
          count / took,
          (threads.getCurrentThreadAllocatedBytes() - bytes) / count,
          last);
    }
  }

  private static JsonNode evaluate(Template template, SettingsContext context, long count) {
    JsonNode last = Json.object();
    for (long i = 0; i < count; i++) {
      last = template.evaluate(context);
    }
    return last;
  }

  private static String option(String[] arguments, String name, String otherwise) {
    for (int i = 0; i + 1 < arguments.length; i++) {
      if (arguments[i].equals(name)) {
        return arguments[i + 1];
      }
    }
    return otherwise;
  }
}
