package io.trunkline.bench.workflow;

import io.trunkline.bench.workflow.Contender.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Measures durable steps, loops, waiting runs and expressions; see the module's README. */
public final class WorkflowBench {
  private static final int[] AT_ONCE = {1, 16, 128};

  private static final List<String> ROWS =
      List.of("steps", "loops", "latency", "waiting", "history", "expressions");

  private final Options options;
  private final Path directory;

  private WorkflowBench(Options options) throws IOException {
    this.options = options;
    String named = options.text("--directory", "");
    directory = named.isEmpty() ? Files.createTempDirectory("trunkline-bench") : Path.of(named);
  }

  /** See the module's README for the options. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    new WorkflowBench(new Options(arguments)).run();
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf("in %s%n", directory);
    List<String> wanted = List.of(options.text("--only", String.join(",", ROWS)).split(","));
    if (!ROWS.containsAll(wanted)) {
      throw new IllegalArgumentException("--only takes some of " + ROWS);
    }
    for (String row : wanted) {
      switch (row) {
        case "steps" -> steps();
        case "loops" -> loops();
        case "latency" -> latency();
        case "waiting" -> waiting();
        case "history" -> history();
        default -> ExpressionBench.measure();
      }
    }
  }

  /** The engines take turns, so that what else the machine does troubles them alike. */
  private void steps() throws IOException {
    List<Contender> engines = new ArrayList<>();
    engines.add(trunkline("steps", TrunklineContender.Commits.SHARED));
    engines.add(trunkline("each", TrunklineContender.Commits.EACH));
    engines.addAll(peers());
    List<RunLoad> loads = engines.stream().map(RunLoad::new).toList();
    int seconds = options.number("--seconds", 5);
    for (int i = 0; i < engines.size(); i++) {
      for (Work work : works(engines.get(i))) {
        loads.get(i).during(work, 16, Duration.ofSeconds(options.number("--warm-up", 10)));
      }
    }
    for (int atOnce : AT_ONCE) {
      for (int i = 0; i < engines.size(); i++) {
        for (Work work : works(engines.get(i))) {
          List<RunLoad.Rate> rounds = new ArrayList<>();
          for (int round = 0; round < options.number("--rounds", 3); round++) {
            rounds.add(loads.get(i).during(work, atOnce, Duration.ofSeconds(seconds)));
          }
          System.out.printf(
              Locale.ROOT,
              "%-24s %-8s %3d at once: %s steps/s, %s µs of processor and %s bytes a step%n",
              engines.get(i).name(),
              work,
              atOnce,
              range("%,.0f", rounds, rate -> rate.perSecond() * Contender.STEPS),
              range("%,.0f", rounds, rate -> rate.cpuMicros() / Contender.STEPS),
              range("%,.0f", rounds, rate -> rate.allocated() / Contender.STEPS));
        }
      }
    }
    engines.forEach(Contender::close);
  }

  private static List<Work> works(Contender engine) {
    return engine instanceof TrunklineContender trunkline
        ? trunkline.sequences()
        : List.of(Work.CALLS);
  }

  /** Returns the median and the range. */
  private static String range(
      String format, List<RunLoad.Rate> rounds, ToDoubleFunction<RunLoad.Rate> value) {
    double[] sorted = rounds.stream().mapToDouble(value).toArray();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        format + " (" + format + "–" + format + ")",
        sorted[(sorted.length - 1) / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private void loops() throws IOException {
    int items = options.number("--items", 5_000);
    loop(trunkline("loops", TrunklineContender.Commits.SHARED), items);
    for (Contender peer : peers()) {
      loop(peer, items / 10); // it would take too long otherwise
    }
  }

  private static void loop(Contender engine, int items) {
    RunLoad load = new RunLoad(engine);
    for (boolean parallel : new boolean[] {false, true}) {
      for (int round = 0; engine.loops(parallel) && round < 3; round++) { // two warm up
        long start = System.nanoTime();
        load.one(() -> engine.startLoop(items, parallel));
        double took = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%-24s Foreach over %,d items, %s: %.2f s, %,.0f items/s%n",
            engine.name(),
            items,
            parallel ? "parallel" : "sequential",
            took,
            items / took);
      }
    }
    engine.close();
  }

  private void latency() throws IOException, InterruptedException {
    try (TrunklineContender engine = trunkline("latency", TrunklineContender.Commits.SHARED)) {
      RunLoad load = new RunLoad(engine);
      load.during(Work.CALLS, 4, Duration.ofSeconds(options.number("--warm-up", 10)));
      StepLatency.measure(engine, load, directory, options.number("--runs", 1_000));
    }
  }

  private void waiting() throws IOException {
    waiting(
        trunkline("waiting", TrunklineContender.Commits.SHARED),
        options.number("--waiting", 10_000));
    for (Contender peer : peers()) {
      waiting(peer, options.number("--waiting", 10_000) / 10);
    }
  }

  private static void waiting(Contender engine, int runs) {
    engine.whenEnded(() -> {});
    long memory = Memory.heap();
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      engine.start(Work.WAIT);
    }
    double took = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%-24s %,d waiting runs: started one after the other in %.1f s (%,.0f/s), %,d bytes of heap"
            + " each%n",
        engine.name(),
        runs,
        took,
        runs / took,
        (Memory.heap() - memory) / runs);
    engine.close();
  }

  /** Finishes many runs, all of which stay in the history. */
  private void history() throws IOException {
    long runs = options.number("--history", 100_000);
    try (Contender engine = trunkline("history", TrunklineContender.Commits.SHARED)) {
      RunLoad load = new RunLoad(engine);
      for (int part = 1; part <= 10; part++) {
        RunLoad.Rate rate = load.of(Work.ONE, 128, runs / 10);
        System.out.printf(
            Locale.ROOT,
            "%-24s %,d runs in the history: %,.0f runs/s, %,d KiB of heap, %,d MiB resident%n",
            engine.name(),
            runs / 10 * part,
            rate.perSecond(),
            Memory.heap() >> 10,
            Memory.resident() >> 20);
      }
    }
  }

  private TrunklineContender trunkline(String name, TrunklineContender.Commits commits)
      throws IOException {
    return new TrunklineContender(
        Files.createDirectories(directory.resolve("trunkline-" + name)), commits);
  }

  private List<Contender> peers() throws IOException {
    List<Contender> peers = new ArrayList<>();
    if (!options.has("--alone")) {
      peers.add(new FlowableContender(Files.createTempDirectory(directory, "flowable")));
      peers.add(new SchedulerContender(Files.createTempDirectory(directory, "db-scheduler")));
      String postgres = options.text("--postgres", "");
      if (!postgres.isEmpty()) {
        peers.add(
            new DbosContender(
                postgres,
                options.text("--postgres-user", "postgres"),
                options.text("--postgres-password", "postgres")));
      }
    }
    return peers;
  }
}
