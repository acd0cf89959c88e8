package io.trunkline.compat.history;

import io.trunkline.compat.history.History.Of;
import io.trunkline.compat.history.Operation.Settle;
import io.trunkline.compat.history.Operation.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether settlements happen once, and dead-lettering moves a message. */
final class Settlements {
  private Settlements() {}

  static Stream<Violation> settledTwice(History history) {
    List<Violation> violations = new ArrayList<>();
    history
        .by(Settle.class, settle -> new Messages.Numbered(settle.queue(), settle.number()))
        .values()
        .forEach(settlements -> twice(settlements.stream().filter(Of::ok).toList(), violations));
    return violations.stream();
  }

  private static void twice(List<Of<Settle>> acknowledged, List<Violation> violations) {
    for (int i = 0; i < acknowledged.size(); i++) {
      for (int j = i + 1; j < acknowledged.size(); j++) {
        Settle first = acknowledged.get(i).operation();
        Settle second = acknowledged.get(j).operation();
        boolean sameLock = first.lockToken().equals(second.lockToken());
        boolean afterRemoval =
            first.how().removes()
                && (second.how().removes() || acknowledged.get(i).before(acknowledged.get(j)));
        if (sameLock || afterRemoval) {
          violations.add(
              Violation.of(
                  Check.SETTLED_TWICE,
                  "message %s of %s: %s and then %s were acknowledged%s"
                      .formatted(
                          first.id(),
                          first.queue(),
                          first.how(),
                          second.how(),
                          sameLock ? ", with one lock" : ""),
                  acknowledged.get(i).event(),
                  acknowledged.get(j).event()));
        }
      }
    }
  }

  static Stream<Violation> deadLettered(History history) {
    Map<Messages.Key, Set<Long>> copies =
        history
            .all(Sighting.class)
            .filter(sighting -> History.isDeadLetter(sighting.operation().queue()))
            .collect(
                Collectors.groupingBy(
                    sighting -> Messages.Key.of(sighting.operation()),
                    Collectors.mapping(
                        sighting -> sighting.operation().number(), Collectors.toSet())));
    Stream<Violation> twice =
        copies.entrySet().stream()
            .filter(entry -> entry.getValue().size() > 1)
            .map(
                entry ->
                    Violation.of(
                        Check.DEAD_LETTER,
                        "message %s is in the dead-letter queue of %s several times, as %s"
                            .formatted(
                                entry.getKey().id(), entry.getKey().queue(), entry.getValue())));
    Stream<Violation> lost =
        history
            .all(Settle.class)
            .filter(settle -> settle.ok() && settle.operation().how() == Settlement.DEAD_LETTER)
            .filter(settle -> !copies.containsKey(Messages.Key.of(settle.operation())))
            .map(
                settle ->
                    Violation.of(
                        Check.DEAD_LETTER,
                        "message %s was dead-lettered and is not in the dead-letter queue of %s"
                            .formatted(settle.operation().id(), settle.operation().queue()),
                        settle.event()));
    return Stream.concat(twice, lost);
  }
}
