package io.trunkline.compat.history;

import io.trunkline.compat.history.History.Of;
import io.trunkline.compat.history.Operation.Deliver;
import io.trunkline.compat.history.Operation.FinishRun;
import io.trunkline.compat.history.Operation.Publish;
import io.trunkline.compat.history.Operation.StartRun;
import io.trunkline.compat.history.Operation.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether runs end as they should, and events arrive. */
final class Runs {
  private record Run(String workflow, String key) {}

  private record Call(String workflow, String key, String step) {}

  private Runs() {}

  static Stream<Violation> runs(History history) {
    Set<Run> finished =
        history
            .all(FinishRun.class)
            .map(it -> new Run(it.operation().workflow(), it.operation().key()))
            .collect(Collectors.toSet());
    Set<Run> asked =
        history
            .all(StartRun.class)
            .filter(it -> it.event().possible())
            .map(it -> new Run(it.operation().workflow(), it.operation().key()))
            .collect(Collectors.toSet());
    Stream<Violation> lost =
        history
            .all(StartRun.class)
            .filter(it -> it.ok())
            .filter(
                it -> !finished.contains(new Run(it.operation().workflow(), it.operation().key())))
            .map(
                it ->
                    Violation.of(
                        Check.RUN,
                        "run %s of %s was accepted and did not end"
                            .formatted(it.operation().key(), it.operation().workflow()),
                        it.event()));
    Stream<Violation> invented =
        finished.stream()
            .filter(run -> !asked.contains(run))
            .map(
                run ->
                    Violation.of(
                        Check.RUN,
                        "run %s of %s ended, and nobody asked for it"
                            .formatted(run.key(), run.workflow())));
    return Stream.of(lost, invented, otherKeys(history)).flatMap(violations -> violations);
  }

  private static Stream<Violation> otherKeys(History history) {
    Map<Call, List<Of<Step>>> calls =
        history.by(Step.class, step -> new Call(step.workflow(), step.key(), step.step()));
    return calls.entrySet().stream()
        .filter(
            entry ->
                entry.getValue().stream()
                        .map(it -> it.operation().idempotencyKey())
                        .distinct()
                        .count()
                    > 1)
        .map(
            entry ->
                new Violation(
                    Check.RUN,
                    "step %s of run %s was executed again with another idempotency key"
                        .formatted(entry.getKey().step(), entry.getKey().key()),
                    entry.getValue().stream().map(Of::event).toList()));
  }

  static Stream<Violation> events(History history) {
    Map<Deliver, Event> delivered = new HashMap<>();
    history.all(Deliver.class).forEach(it -> delivered.putIfAbsent(it.operation(), it.event()));
    Set<Publish> published =
        history
            .all(Publish.class)
            .filter(it -> it.event().possible())
            .map(Of::operation)
            .collect(Collectors.toSet());
    Stream<Violation> lost =
        history
            .all(Publish.class)
            .filter(Of::ok)
            .flatMap(
                it ->
                    history.subscriptions().getOrDefault(it.operation().topic(), Set.of()).stream()
                        .filter(
                            subscription ->
                                !delivered.containsKey(
                                    new Deliver(
                                        it.operation().topic(), subscription, it.operation().id())))
                        .map(
                            subscription ->
                                Violation.of(
                                    Check.EVENT,
                                    "event %s was acknowledged by %s and did not reach %s"
                                        .formatted(
                                            it.operation().id(),
                                            it.operation().topic(),
                                            subscription),
                                    it.event())));
    Stream<Violation> invented =
        delivered.entrySet().stream()
            .filter(it -> !published.contains(new Publish(it.getKey().topic(), it.getKey().id())))
            .map(
                it ->
                    Violation.of(
                        Check.EVENT,
                        "event %s was delivered, and nobody published it, or it was refused"
                            .formatted(it.getKey().id()),
                        it.getValue()));
    return Stream.concat(lost, invented);
  }
}
