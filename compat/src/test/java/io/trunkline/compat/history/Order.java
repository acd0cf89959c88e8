package io.trunkline.compat.history;

import io.trunkline.compat.history.History.Of;
import io.trunkline.compat.history.Operation.Receive;
import io.trunkline.compat.history.Operation.Send;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether sessions keep the order of their messages. */
final class Order {
  private record Session(String queue, @Nullable String id) {}

  private Order() {}

  static Stream<Violation> reordered(History history) {
    Map<Session, List<Of<Receive>>> first = firstDeliveries(history);
    Map<Session, List<Of<Send>>> sent =
        history.by(Send.class, send -> new Session(send.queue(), send.session()));
    List<Violation> violations = new ArrayList<>();
    first.forEach(
        (session, deliveries) -> {
          outOfOrder(deliveries, violations);
          numbersAgainstSends(sent.getOrDefault(session, List.of()), deliveries, violations);
        });
    return violations.stream();
  }

  /** Returns for each session who came first: what came again says nothing about order. */
  private static Map<Session, List<Of<Receive>>> firstDeliveries(History history) {
    Map<Session, List<Of<Receive>>> first = new HashMap<>();
    Set<Messages.Numbered> seen = new HashSet<>();
    history
        .all(Receive.class)
        .filter(it -> it.operation().session() != null)
        .filter(it -> !History.isDeadLetter(it.operation().queue()))
        .filter(
            it -> seen.add(new Messages.Numbered(it.operation().queue(), it.operation().number())))
        .forEach(
            it ->
                first
                    .computeIfAbsent(
                        new Session(it.operation().queue(), it.operation().session()),
                        _ -> new ArrayList<>())
                    .add(it));
    return first;
  }

  private static void outOfOrder(List<Of<Receive>> deliveries, List<Violation> violations) {
    for (int i = 1; i < deliveries.size(); i++) {
      Of<Receive> earlier = deliveries.get(i - 1);
      Of<Receive> later = deliveries.get(i);
      if (later.operation().number() < earlier.operation().number()) {
        violations.add(
            Violation.of(
                Check.REORDERED,
                "in session %s message %d came after message %d"
                    .formatted(
                        later.operation().session(),
                        later.operation().number(),
                        earlier.operation().number()),
                earlier.event(),
                later.event()));
      }
    }
  }

  /** Who was acknowledged before another was sent has the lower number. */
  private static void numbersAgainstSends(
      List<Of<Send>> sends, List<Of<Receive>> deliveries, List<Violation> violations) {
    Map<String, Of<Receive>> numbered = new HashMap<>();
    deliveries.forEach(delivery -> numbered.putIfAbsent(delivery.operation().id(), delivery));
    @Nullable Of<Send> highest = null;
    for (Of<Send> send : sends) {
      Of<Receive> delivery = numbered.get(send.operation().id());
      if (delivery == null || !send.ok()) {
        continue;
      }
      if (highest != null && highest.before(send)) {
        Of<Receive> before = numbered.get(highest.operation().id());
        if (before.operation().number() > delivery.operation().number()) {
          violations.add(
              Violation.of(
                  Check.REORDERED,
                  "in session %s message %s was sent after %s and has a lower number"
                      .formatted(
                          send.operation().session(),
                          send.operation().id(),
                          highest.operation().id()),
                  highest.event(),
                  send.event(),
                  delivery.event()));
          continue;
        }
      }
      highest = send;
    }
  }
}
