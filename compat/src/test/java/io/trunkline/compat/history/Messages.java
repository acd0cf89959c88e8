package io.trunkline.compat.history;

import io.trunkline.compat.history.History.Of;
import io.trunkline.compat.history.Operation.Left;
import io.trunkline.compat.history.Operation.OnMessage;
import io.trunkline.compat.history.Operation.Receive;
import io.trunkline.compat.history.Operation.Schedule;
import io.trunkline.compat.history.Operation.Send;
import io.trunkline.compat.history.Operation.Settle;
import io.trunkline.compat.history.Operation.Sighting;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether messages are there, once, and none that nobody sent. */
final class Messages {
  /** A queue (the main one) and a message id in it. */
  record Key(String queue, String id) {
    static Key of(OnMessage operation) {
      return new Key(History.main(operation.queue()), operation.id());
    }
  }

  /** A message in a queue; a dead-letter queue is a queue of its own. */
  record Numbered(String queue, long number) {}

  private Messages() {}

  static Stream<Violation> lost(History history) {
    Set<Key> accountedFor = new HashSet<>();
    history.all(Left.class).forEach(left -> accountedFor.add(Key.of(left.operation())));
    history
        .all(Settle.class)
        .filter(Messages::maybeGone)
        .forEach(settle -> accountedFor.add(Key.of(settle.operation())));
    return history
        .all(Send.class)
        .filter(send -> send.ok() && !accountedFor.contains(Key.of(send.operation())))
        .map(
            send ->
                Violation.of(
                    Check.LOST,
                    "message %s was acknowledged by %s, nobody settled it, and it is not there"
                        .formatted(send.operation().id(), send.operation().queue()),
                    send.event()));
  }

  /** A message that may have been dead-lettered is not gone; where it was, another check looks. */
  private static boolean maybeGone(Of<Settle> settle) {
    return switch (settle.operation().how()) {
      case COMPLETE -> settle.event().possible();
      case DEAD_LETTER -> settle.ok();
      case ABANDON, DEFER -> false;
    };
  }

  static Stream<Violation> duplicated(History history) {
    return Stream.concat(cameAgain(history), sentOnceStoredTwice(history));
  }

  /** Deliveries that began after the message's removal had been acknowledged. */
  private static Stream<Violation> cameAgain(History history) {
    Map<Numbered, List<Of<Settle>>> removals =
        history
            .all(Settle.class)
            .filter(settle -> settle.ok() && settle.operation().how().removes())
            .collect(
                Collectors.groupingBy(
                    it -> new Numbered(it.operation().queue(), it.operation().number())));
    return history
        .all(Sighting.class)
        .flatMap(
            sighting ->
                removals
                    .getOrDefault(
                        new Numbered(sighting.operation().queue(), sighting.operation().number()),
                        List.of())
                    .stream()
                    .filter(removal -> after(history, removal, sighting))
                    .limit(1)
                    .map(
                        removal ->
                            Violation.of(
                                Check.DUPLICATED,
                                "message %s of %s is there again after an acknowledged %s"
                                    .formatted(
                                        sighting.operation().id(),
                                        sighting.operation().queue(),
                                        removal.operation().how()),
                                removal.event(),
                                sighting.event())));
  }

  private static boolean after(History history, Of<Settle> removal, Of<Sighting> sighting) {
    return switch (sighting.operation()) {
      case Left _ -> removal.before(sighting);
      case Receive receive ->
          Locks.acquired(history, receive).isAfter(removal.event().returned())
              || (receive.session() != null
                  && sighting.event().client().equals(removal.event().client())
                  && removal.before(sighting));
    };
  }

  /** More messages than were sent: one for each try, or one at all with duplicate detection. */
  private static Stream<Violation> sentOnceStoredTwice(History history) {
    Map<Key, List<Of<Send>>> sends =
        history
            .all(Send.class)
            .filter(send -> send.event().possible())
            .collect(Collectors.groupingBy(send -> Key.of(send.operation())));
    Map<Key, Map<Long, List<Event>>> stored =
        history
            .all(Sighting.class)
            .filter(sighting -> !History.isDeadLetter(sighting.operation().queue()))
            .collect(
                Collectors.groupingBy(
                    sighting -> Key.of(sighting.operation()),
                    Collectors.groupingBy(
                        sighting -> sighting.operation().number(),
                        Collectors.mapping(Of::event, Collectors.toList()))));
    return stored.entrySet().stream()
        .filter(entry -> sends.containsKey(entry.getKey()))
        .filter(
            entry -> {
              boolean once = history.traits(entry.getKey().queue()).duplicateDetection();
              return entry.getValue().size() > (once ? 1 : sends.get(entry.getKey()).size());
            })
        .map(
            entry ->
                new Violation(
                    Check.DUPLICATED,
                    "message %s of %s was sent %d times and is there %d times, as %s"
                        .formatted(
                            entry.getKey().id(),
                            entry.getKey().queue(),
                            sends.get(entry.getKey()).size(),
                            entry.getValue().size(),
                            entry.getValue().keySet()),
                    entry.getValue().values().stream().map(List::getFirst).toList()));
  }

  static Stream<Violation> invented(History history) {
    Set<Key> sent = new HashSet<>();
    history
        .all(OnMessage.class)
        .filter(of -> of.operation() instanceof Send || of.operation() instanceof Schedule)
        .filter(of -> of.event().possible())
        .forEach(of -> sent.add(Key.of(of.operation())));
    Set<Key> told = new HashSet<>();
    return history
        .all(Sighting.class)
        .filter(sighting -> !sent.contains(Key.of(sighting.operation())))
        .filter(sighting -> told.add(Key.of(sighting.operation())))
        .map(
            sighting ->
                Violation.of(
                    Check.INVENTED,
                    "message %s is in %s, and nobody sent it, or every try was refused"
                        .formatted(sighting.operation().id(), sighting.operation().queue()),
                    sighting.event()));
  }
}
