package io.trunkline.compat.history;

import io.trunkline.compat.history.History.Of;
import io.trunkline.compat.history.Operation.Counted;
import io.trunkline.compat.history.Operation.Left;
import io.trunkline.compat.history.Operation.Receive;
import io.trunkline.compat.history.Operation.Settle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether numbers that a queue tells are right. */
final class Counts {
  private Counts() {}

  static Stream<Violation> counted(History history) {
    Stream<Violation> totals =
        history
            .all(Counted.class)
            .flatMap(
                counted -> {
                  long there =
                      history
                          .all(Left.class)
                          .map(Of::operation)
                          .filter(left -> left.queue().equals(counted.operation().queue()))
                          .filter(left -> counts(left.place(), counted.operation().place()))
                          .map(Left::number)
                          .distinct()
                          .count();
                  return there == counted.operation().count()
                      ? Stream.empty()
                      : Stream.of(
                          Violation.of(
                              Check.COUNT,
                              "%s says that it has %d %s messages, and %d are there"
                                  .formatted(
                                      counted.operation().queue(),
                                      counted.operation().count(),
                                      counted.operation().place(),
                                      there),
                              counted.event()));
                });
    return Stream.concat(totals, forgottenAbandons(history));
  }

  /** A deferred message counts as an active one. */
  private static boolean counts(Place left, Place counted) {
    return (left == Place.SCHEDULED) == (counted == Place.SCHEDULED);
  }

  /** Every acknowledged abandonment between two deliveries is in the later one's count. */
  private static Stream<Violation> forgottenAbandons(History history) {
    Map<Messages.Numbered, List<Of<Settle>>> settlements =
        history.by(Settle.class, it -> new Messages.Numbered(it.queue(), it.number()));
    List<Violation> violations = new ArrayList<>();
    history
        .by(Receive.class, it -> new Messages.Numbered(it.queue(), it.number()))
        .forEach(
            (message, deliveries) -> {
              Of<Receive> first = deliveries.getFirst();
              for (Of<Receive> later : deliveries.subList(1, deliveries.size())) {
                long abandoned =
                    settlements.getOrDefault(message, List.of()).stream()
                        .filter(it -> it.ok() && it.operation().how() == Settlement.ABANDON)
                        .filter(it -> first.before(it))
                        .filter(
                            it ->
                                it.event()
                                    .returned()
                                    .isBefore(Locks.acquired(history, later.operation())))
                        .count();
                long counted = later.operation().deliveryCount();
                if (counted < first.operation().deliveryCount() + abandoned) {
                  violations.add(
                      Violation.of(
                          Check.COUNT,
                          "message %s was abandoned %d times since its first delivery, and its"
                                  .formatted(later.operation().id(), abandoned)
                              + " delivery count does not say so",
                          first.event(),
                          later.event()));
                }
              }
            });
    return violations.stream();
  }
}
