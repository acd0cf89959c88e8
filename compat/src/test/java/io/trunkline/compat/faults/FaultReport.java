package io.trunkline.compat.faults;

import io.trunkline.compat.history.Event;
import io.trunkline.compat.history.Operation.Fault;
import io.trunkline.compat.history.Operation.Send;
import io.trunkline.compat.history.Outcome;
import io.trunkline.compat.history.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was done, how much went on meanwhile, and for how long nothing was acknowledged. */
final class FaultReport {
  private final String title;
  private final List<Event> events;

  FaultReport(String title, List<Event> events) {
    this.title = title;
    this.events = events.stream().sorted(Comparator.comparing(Event::returned)).toList();
  }

  /** Writes report, violations and the whole history into a directory. */
  void write(Path directory, List<Violation> violations) throws IOException {
    Files.writeString(directory.resolve("report.txt"), text());
    Files.write(
        directory.resolve("violations.txt"), violations.stream().map(Violation::toString).toList());
    Files.write(directory.resolve("history.txt"), events.stream().map(Event::toString).toList());
  }

  String text() {
    StringBuilder text = new StringBuilder(title).append('\n');
    text.append("%-55s %10s %22s%n".formatted("fault", "lasted", "no send acknowledged"));
    for (Event event : events) {
      if (event.operation() instanceof Fault(var what)) {
        text.append(
            "%-55s %8.1f s %20.1f s%n"
                .formatted(
                    what,
                    seconds(Duration.between(event.invoked(), event.returned())),
                    seconds(longestSilence(event.invoked(), event.returned()))));
      }
    }
    text.append("%n%-20s %8s %8s %8s%n".formatted("operation", "ok", "unknown", "refused"));
    counts()
        .forEach(
            (operation, outcomes) ->
                text.append(
                    "%-20s %8d %8d %8d%n"
                        .formatted(
                            operation,
                            outcomes.getOrDefault(Outcome.OK, 0),
                            outcomes.getOrDefault(Outcome.UNKNOWN, 0),
                            outcomes.getOrDefault(Outcome.FAILED, 0))));
    return text.toString();
  }

  private Map<String, Map<Outcome, Integer>> counts() {
    Map<String, Map<Outcome, Integer>> counts = new TreeMap<>();
    for (Event event : events) {
      counts
          .computeIfAbsent(
              event.operation().getClass().getSimpleName(), _ -> new EnumMap<>(Outcome.class))
          .merge(event.outcome(), 1, Integer::sum);
    }
    return counts;
  }

  /** Returns the longest time between two acknowledged sends of which one is within a window. */
  private Duration longestSilence(Instant from, Instant to) {
    Duration longest = Duration.ZERO;
    Instant last = from;
    for (Event event : events) {
      if (event.operation() instanceof Send && event.ok() && !event.returned().isBefore(from)) {
        Duration silence = Duration.between(last, event.returned());
        longest = silence.compareTo(longest) > 0 ? silence : longest;
        last = event.returned();
        if (last.isAfter(to)) {
          break;
        }
      }
    }
    return longest;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
