package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures brokers one after the other, several rounds, and prints one table. */
public final class BrokerBench {
  private static final List<Contender> CONTENDERS = List.of(new Trunkline(), new Artemis());
  private static final int RATE = 2_000;

  private final Options options;
  private final Table table = new Table();

  private BrokerBench(Options options) {
    this.options = options;
  }

  /**
   * What is asked for.
   *
   * @param seconds of each load
   * @param messages that are sent, and then received
   * @param rows loads to run, by the beginnings of their names; all where empty
   */
  private record Options(
      int seconds, int rounds, int messages, Path directory, List<String> only, List<String> rows) {

    static Options of(String[] arguments) throws IOException {
      Map<String, String> given = new LinkedHashMap<>();
      for (int i = 0; i + 1 < arguments.length; i += 2) {
        given.put(arguments[i], arguments[i + 1]);
      }
      String directory = given.getOrDefault("--directory", "");
      return new Options(
          Integer.parseInt(given.getOrDefault("--seconds", "5")),
          Integer.parseInt(given.getOrDefault("--rounds", "3")),
          Integer.parseInt(given.getOrDefault("--messages", "200000")),
          directory.isEmpty() ? Files.createTempDirectory("trunkline-bench") : Path.of(directory),
          list(given.getOrDefault("--only", "")),
          list(given.getOrDefault("--rows", "")));
    }

    private static List<String> list(String text) {
      return text.isEmpty() ? List.of() : Arrays.asList(text.toLowerCase(Locale.ROOT).split(","));
    }

    boolean wants(Contender contender) {
      return only.isEmpty() || only.contains(contender.name().toLowerCase(Locale.ROOT));
    }

    boolean wants(String row) {
      return rows.isEmpty() || rows.stream().anyMatch(row::startsWith);
    }
  }

  /**
   * Options: {@code --seconds N}, {@code --rounds N}, {@code --messages N}, {@code --directory
   * DIR}, {@code --only NAME,…}, {@code --rows NAME,…}.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BrokerBench bench = new BrokerBench(Options.of(arguments));
    for (Contender contender : CONTENDERS) {
      if (bench.options.wants(contender)) {
        bench.measure(contender);
      }
    }
    System.out.print(bench.table);
  }

  private void measure(Contender contender) throws IOException, InterruptedException {
    Path directory = options.directory().resolve(contender.name().toLowerCase(Locale.ROOT));
    Files.createDirectories(directory);
    try (Broker broker = contender.start(directory)) {
      broker.awaitReady();
      System.err.println(broker.name() + " runs, process " + broker.pid());
      Load load = new Load(broker);
      load.both(1, options.seconds());
      for (int round = 0; round < options.rounds(); round++) {
        round(broker.name(), load);
      }
    }
  }

  private void round(String name, Load load) throws IOException, InterruptedException {
    if (options.wants("send")) {
      table.add("send only", name, load.send(options.messages()));
      table.add("receive only", name, load.receive(options.messages()));
    }
    for (int pairs : new int[] {1, 4}) {
      String row = "both, %d pair%s".formatted(pairs, pairs == 1 ? "" : "s");
      if (options.wants(row)) {
        table.add(row, name, load.both(pairs, options.seconds()));
      }
    }
    if (options.wants("latency")) {
      table.add("latency at 2,000/s", name, load.latency(RATE, options.seconds()));
    }
    for (int subscriptions : Contender.SUBSCRIPTIONS) {
      String row = "fan-out to " + subscriptions;
      if (options.wants(row)) {
        table.add(row, name, load.fanOut(subscriptions, options.seconds()));
      }
    }
  }

  /** What was measured: for each row and broker the rounds. */
  private static final class Table {
    private final Map<String, Map<String, List<double[]>>> rows = new LinkedHashMap<>();
    private final Map<String, List<String>> columns = new LinkedHashMap<>();

    void add(String row, String broker, Load.Outcome outcome) {
      add(row, broker, List.of("/s", "CPU s/100k"), outcome.perSecond(), outcome.cpu());
    }

    void add(String row, String broker, Load.Latency latency) {
      add(
          row,
          broker,
          List.of("p50 ms", "p99 ms", "p99.9 ms", "CPU s/100k"),
          latency.p50(),
          latency.p99(),
          latency.p999(),
          latency.cpu());
    }

    private void add(String row, String broker, List<String> names, double... values) {
      columns.put(row, names);
      rows.computeIfAbsent(row, _ -> new LinkedHashMap<>())
          .computeIfAbsent(broker, _ -> new ArrayList<>())
          .add(values);
      System.err.printf(Locale.ROOT, "  %s %s %s%n", row, broker, Arrays.toString(values));
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      rows.forEach(
          (row, brokers) ->
              brokers.forEach(
                  (broker, rounds) -> {
                    text.append("| %s | %s |".formatted(row, broker));
                    List<String> names = columns.get(row);
                    for (int i = 0; i < names.size(); i++) {
                      int column = i;
                      double[] sorted =
                          rounds.stream().mapToDouble(values -> values[column]).sorted().toArray();
                      text.append(
                          String.format(
                              Locale.ROOT,
                              names.get(i).equals("/s")
                                  ? " %,.0f (%,.0f–%,.0f) %s |"
                                  : " %.2f (%.2f–%.2f) %s |",
                              sorted[sorted.length / 2],
                              sorted[0],
                              sorted[sorted.length - 1],
                              names.get(i)));
                    }
                    text.append('\n');
                  }));
      return text.toString();
    }
  }
}
