package io.trunkline.bench.broker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured: for each row and broker the rounds, printed as medians and ranges. */
final class Table {
  private static final String RATE = "/s";
  private static final String CPU = "CPU s/100k";

  private final Map<String, Map<String, List<double[]>>> rows = new LinkedHashMap<>();
  private final Map<String, List<String>> columns = new LinkedHashMap<>();
  private final String own;
  private final String limit;

  /**
   * @param own name of the broker that is set against the best of the others
   * @param limit name of what the machine allows
   */
  Table(String own, String limit) {
    this.own = own;
    this.limit = limit;
  }

  void add(String row, String broker, Load.Outcome outcome) {
    add(row, broker, List.of(RATE, CPU), outcome.perSecond(), outcome.cpu());
  }

  void add(String row, String broker, Load.Latency latency) {
    add(
        row,
        broker,
        List.of("p50 ms", "p99 ms", "p99.9 ms", CPU),
        latency.p50(),
        latency.p99(),
        latency.p999(),
        latency.cpu());
  }

  /** Notes a round. */
  void add(String row, String broker, List<String> names, double... values) {
    columns.put(row, names);
    rows.computeIfAbsent(row, _ -> new LinkedHashMap<>())
        .computeIfAbsent(broker, _ -> new ArrayList<>())
        .add(values);
    System.err.printf(Locale.ROOT, "  %s: %s %s%n", row, broker, Arrays.toString(values));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    rows.forEach(
        (row, brokers) -> {
          brokers.forEach(
              (broker, rounds) -> text.append(line(row, broker, columns.get(row), rounds)));
          text.append(ratios(row, brokers));
        });
    return text.toString();
  }

  private static String line(String row, String broker, List<String> names, List<double[]> rounds) {
    StringBuilder line = new StringBuilder("| %s | %s |".formatted(row, broker));
    for (int i = 0; i < names.size(); i++) {
      double[] sorted = sorted(rounds, i);
      line.append(
          String.format(
              Locale.ROOT,
              names.get(i).equals(RATE) ? " %,.0f (%,.0f–%,.0f) %s |" : " %.2f (%.2f–%.2f) %s |",
              sorted[sorted.length / 2],
              sorted[0],
              sorted[sorted.length - 1],
              names.get(i)));
    }
    return line.append('\n').toString();
  }

  private String ratios(String row, Map<String, List<double[]>> brokers) {
    if (!columns.get(row).getFirst().equals(RATE) || !brokers.containsKey(own)) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    double rate = median(brokers.get(own), 0);
    double cpu = median(brokers.get(own), 1);
    if (brokers.containsKey(limit)) {
      double share = 100 * rate / median(brokers.get(limit), 0);
      text.append(
          String.format(Locale.ROOT, "| %s | %s | %.0f %% of %s |%n", row, own, share, limit));
    }
    brokers.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(own) && !entry.getKey().equals(limit))
        .map(Map.Entry::getValue)
        .max((one, other) -> Double.compare(median(one, 0), median(other, 0)))
        .ifPresent(
            best ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "| %s | %s | %.2f times the best peer at %.2f of its processor time |%n",
                        row,
                        own,
                        rate / median(best, 0),
                        cpu / median(best, 1))));
    return text.toString();
  }

  private static double median(List<double[]> rounds, int column) {
    return sorted(rounds, column)[rounds.size() / 2];
  }

  private static double[] sorted(List<double[]> rounds, int column) {
    return rounds.stream().mapToDouble(values -> values[column]).sorted().toArray();
  }
}
