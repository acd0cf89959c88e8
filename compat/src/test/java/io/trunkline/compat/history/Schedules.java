package io.trunkline.compat.history;

import io.trunkline.compat.history.History.Of;
import io.trunkline.compat.history.Operation.Cancel;
import io.trunkline.compat.history.Operation.Receive;
import io.trunkline.compat.history.Operation.Schedule;
import io.trunkline.compat.history.Operation.Settle;
import io.trunkline.compat.history.Operation.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether scheduled messages come once, and in time. */
final class Schedules {
  private Schedules() {}

  static Stream<Violation> scheduled(History history) {
    Map<Messages.Key, List<Of<Sighting>>> sightings =
        history
            .all(Sighting.class)
            .filter(it -> !History.isDeadLetter(it.operation().queue()))
            .collect(Collectors.groupingBy(it -> Messages.Key.of(it.operation())));
    Map<Messages.Key, List<Of<Cancel>>> cancelled = history.by(Cancel.class, Messages.Key::of);
    Map<Messages.Key, List<Of<Settle>>> settled = history.by(Settle.class, Messages.Key::of);
    List<Violation> violations = new ArrayList<>();
    history
        .by(Schedule.class, Messages.Key::of)
        .forEach(
            (key, schedules) -> {
              List<Of<Sighting>> seen = sightings.getOrDefault(key, List.of());
              List<Of<Cancel>> cancels = cancelled.getOrDefault(key, List.of());
              Of<Schedule> schedule = schedules.getFirst();
              Optional<Of<Cancel>> cancel = cancels.stream().filter(Of::ok).findFirst();
              early(schedule, seen).ifPresent(violations::add);
              twice(key, schedules, seen).ifPresent(violations::add);
              if (cancel.isPresent() && !seen.isEmpty()) {
                violations.add(
                    violation(
                        "%s was cancelled and is there all the same".formatted(key.id()),
                        cancel.get().event(),
                        seen.getFirst().event()));
              }
              boolean maybeGone =
                  cancels.stream().anyMatch(it -> it.event().possible())
                      || settled.containsKey(key);
              if (schedules.stream().anyMatch(Of::ok) && seen.isEmpty() && !maybeGone) {
                violations.add(
                    violation(
                        "%s was acknowledged, never came and is not there".formatted(key.id()),
                        schedule.event()));
              }
            });
    return violations.stream();
  }

  private static Optional<Violation> early(Of<Schedule> schedule, List<Of<Sighting>> seen) {
    return seen.stream()
        .filter(it -> it.operation() instanceof Receive)
        .filter(it -> it.event().returned().isBefore(schedule.operation().due()))
        .map(
            it ->
                violation(
                    "%s came before its time".formatted(it.operation().id()),
                    schedule.event(),
                    it.event()))
        .findFirst();
  }

  private static Optional<Violation> twice(
      Messages.Key key, List<Of<Schedule>> schedules, List<Of<Sighting>> seen) {
    long tries = schedules.stream().filter(it -> it.event().possible()).count();
    List<Long> numbers = seen.stream().map(it -> it.operation().number()).distinct().toList();
    return numbers.size() <= tries || tries == 0
        ? Optional.empty()
        : Optional.of(
            violation(
                "%s was scheduled %d times and is there %d times, as %s"
                    .formatted(key.id(), tries, numbers.size(), numbers),
                schedules.getFirst().event()));
  }

  private static Violation violation(String message, Event... evidence) {
    return Violation.of(Check.SCHEDULE, "scheduled message " + message, evidence);
  }
}
