package io.trunkline.compat.history;

import io.trunkline.compat.history.History.Of;
import io.trunkline.compat.history.Operation.AcceptSession;
import io.trunkline.compat.history.Operation.CloseReceiver;
import io.trunkline.compat.history.Operation.Fault;
import io.trunkline.compat.history.Operation.Receive;
import io.trunkline.compat.history.Operation.Renew;
import io.trunkline.compat.history.Operation.RenewSession;
import io.trunkline.compat.history.Operation.SetState;
import io.trunkline.compat.history.Operation.Settle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether locks exclude each other.
 *
 * <p>Locks are volatile: a fault may end one early, so two that overlap are excused by a fault
 * between their beginnings. Nothing excuses a settlement with a lock after somebody else had got
 * the message.
 */
final class Locks {
  /** How far the service's clock, which has milliseconds, and the clients' may disagree. */
  private static final Duration TOLERANCE = Duration.ofMillis(20);

  private record SessionKey(String queue, String session) {}

  private Locks() {}

  /** Returns when the lock of a delivery began at the earliest, by the service's clock. */
  static Instant acquired(History history, Receive receive) {
    return receive.lockedUntil().minus(history.traits(receive.queue()).lockDuration());
  }

  static Stream<Violation> heldByTwo(History history) {
    List<Violation> violations = new ArrayList<>();
    messages(history, violations);
    sessions(history, violations);
    return violations.stream();
  }

  private static void messages(History history, List<Violation> violations) {
    Map<String, List<Of<Settle>>> settlements = history.by(Settle.class, Settle::lockToken);
    Map<String, List<Of<Renew>>> renewals = history.by(Renew.class, Renew::lockToken);
    Map<Messages.Numbered, List<Of<Receive>>> deliveries =
        history.by(Receive.class, it -> new Messages.Numbered(it.queue(), it.number()));
    for (List<Of<Receive>> all : deliveries.values()) {
      List<Of<Receive>> ordered =
          all.stream()
              .filter(it -> it.operation().session() == null)
              .sorted(Comparator.comparing(it -> acquired(history, it.operation())))
              .toList();
      for (int i = 1; i < ordered.size(); i++) {
        Of<Receive> earlier = ordered.get(i - 1);
        Of<Receive> later = ordered.get(i);
        String token = earlier.operation().lockToken();
        Instant end =
            endOfLock(
                history,
                earlier,
                renewals.getOrDefault(token, List.of()),
                settlements.getOrDefault(token, List.of()));
        Instant began = acquired(history, later.operation());
        if (began.plus(TOLERANCE).isBefore(end)
            && !excused(history, acquired(history, earlier.operation()), began)) {
          violations.add(
              Violation.of(
                  Check.DOUBLE_LOCK,
                  "message %s was locked until %s for one receiver and given to another"
                      .formatted(later.operation().id(), end),
                  earlier.event(),
                  later.event()));
        }
        settlements.getOrDefault(token, List.of()).stream()
            .filter(settle -> settle.ok() && later.before(settle))
            .forEach(
                settle ->
                    violations.add(
                        Violation.of(
                            Check.DOUBLE_LOCK,
                            "message %s was settled with a lock that another had got since"
                                .formatted(settle.operation().id()),
                            earlier.event(),
                            later.event(),
                            settle.event())));
      }
    }
  }

  /** Returns until when a lock was surely held, had there been no fault. */
  private static Instant endOfLock(
      History history,
      Of<Receive> delivery,
      List<Of<Renew>> renewals,
      List<Of<Settle>> settlements) {
    Instant until =
        Stream.concat(
                Stream.of(delivery.operation().lockedUntil()),
                renewals.stream().filter(Of::ok).map(it -> it.operation().lockedUntil()))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Stream<Instant> settled = settlements.stream().map(settle -> settle.event().invoked());
    return Stream.of(settled, closings(history, delivery), Stream.of(until))
        .flatMap(ends -> ends)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static Stream<Instant> closings(History history, Of<?> held) {
    return history
        .all(CloseReceiver.class)
        .filter(close -> close.event().client().equals(held.event().client()))
        .map(close -> close.event().invoked());
  }

  private static boolean excused(History history, Instant from, Instant to) {
    return history
        .all(Fault.class)
        .anyMatch(
            fault ->
                fault.event().invoked().isBefore(to) && fault.event().returned().isAfter(from));
  }

  private static void sessions(History history, List<Violation> violations) {
    Map<SessionKey, List<Of<AcceptSession>>> holds =
        history
            .all(AcceptSession.class)
            .filter(Of::ok)
            .collect(
                Collectors.groupingBy(
                    it -> new SessionKey(it.operation().queue(), it.operation().session())));
    holds.forEach(
        (key, all) -> {
          for (int i = 1; i < all.size(); i++) {
            Of<AcceptSession> earlier = all.get(i - 1);
            Of<AcceptSession> later = all.get(i);
            if (earlier.before(later)) {
              overlap(history, key, earlier, later, violations);
              settledAfterwards(history, key, earlier, later, violations);
            }
          }
        });
  }

  private static void overlap(
      History history,
      SessionKey key,
      Of<AcceptSession> earlier,
      Of<AcceptSession> later,
      List<Violation> violations) {
    Duration duration = history.traits(key.queue()).lockDuration();
    Stream<Instant> renewed =
        history
            .all(RenewSession.class)
            .filter(it -> it.ok() && it.event().client().equals(earlier.event().client()))
            .filter(it -> it.operation().session().equals(key.session()))
            .map(it -> it.event().invoked().plus(duration));
    Instant until =
        Stream.concat(Stream.of(earlier.event().invoked().plus(duration)), renewed)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Instant end =
        Stream.concat(Stream.of(until), closings(history, earlier))
            .min(Comparator.naturalOrder())
            .orElseThrow();
    if (later.event().returned().plus(TOLERANCE).isBefore(end)
        && !excused(history, earlier.event().invoked(), later.event().returned())) {
      violations.add(
          Violation.of(
              Check.DOUBLE_LOCK,
              "session %s was locked until %s for one receiver and given to another"
                  .formatted(key.session(), end),
              earlier.event(),
              later.event()));
    }
  }

  private static void settledAfterwards(
      History history,
      SessionKey key,
      Of<AcceptSession> earlier,
      Of<AcceptSession> later,
      List<Violation> violations) {
    List<String> tokens =
        history
            .all(Receive.class)
            .filter(it -> it.event().client().equals(earlier.event().client()))
            .filter(it -> key.session().equals(it.operation().session()))
            .map(it -> it.operation().lockToken())
            .toList();
    history
        .all(SetState.class)
        .filter(set -> set.ok() && later.before(set))
        .filter(set -> set.event().client().equals(earlier.event().client()))
        .filter(set -> set.operation().session().equals(key.session()))
        .forEach(
            set ->
                violations.add(
                    Violation.of(
                        Check.DOUBLE_LOCK,
                        "session %s was with another receiver when its state was set"
                            .formatted(key.session()),
                        earlier.event(),
                        later.event(),
                        set.event())));
    history
        .all(Settle.class)
        .filter(settle -> settle.ok() && later.before(settle))
        .filter(settle -> settle.event().client().equals(earlier.event().client()))
        .filter(settle -> tokens.contains(settle.operation().lockToken()))
        .forEach(
            settle ->
                violations.add(
                    Violation.of(
                        Check.DOUBLE_LOCK,
                        "session %s was with another receiver when message %s was settled"
                            .formatted(key.session(), settle.operation().id()),
                        earlier.event(),
                        later.event(),
                        settle.event())));
  }
}
