package io.trunkline.compat.history;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all clients saw.
 *
 * @param queues what is known of the queues, by name; dead-letter queues are like their queues
 * @param subscriptions who is to get the events of a topic, by topic
 * @param events in the order in which they returned
 */
public record History(
    Map<String, QueueTraits> queues, Map<String, Set<String>> subscriptions, List<Event> events) {
  private static final String DEAD_LETTER = "/$deadletterqueue";

  /** An event together with its operation, whose type is known. */
  public record Of<T extends Operation>(Event event, T operation) {
    public boolean ok() {
      return event.ok();
    }

    public boolean before(Of<?> other) {
      return event.before(other.event);
    }
  }

  public History {
    queues = Map.copyOf(queues);
    subscriptions = Map.copyOf(subscriptions);
    events = events.stream().sorted(Comparator.comparing(Event::returned)).toList();
  }

  /** Returns the same with other events. */
  public History with(List<Event> others) {
    return new History(queues, subscriptions, others);
  }

  /** Returns the events of a type, whatever came of them. */
  public <T extends Operation> Stream<Of<T>> all(Class<T> type) {
    return events.stream()
        .filter(event -> type.isInstance(event.operation()))
        .map(event -> new Of<>(event, type.cast(event.operation())));
  }

  /** Returns the events of a type, by a key, each list in the order of their returning. */
  public <T extends Operation, K> Map<K, List<Of<T>>> by(Class<T> type, Function<T, K> key) {
    return all(type).collect(Collectors.groupingBy(of -> key.apply(of.operation())));
  }

  public QueueTraits traits(String queue) {
    QueueTraits traits = queues.get(main(queue));
    if (traits == null) {
      throw new IllegalArgumentException("the history does not know the queue " + queue);
    }
    return traits;
  }

  /** Returns whether a name is that of a dead-letter queue. */
  public static boolean isDeadLetter(String queue) {
    return queue.endsWith(DEAD_LETTER);
  }

  /** Returns the name of a queue's dead-letter queue. */
  public static String deadLetter(String queue) {
    return queue + DEAD_LETTER;
  }

  /** Returns the queue itself where {@code queue} is the name of its dead-letter queue. */
  static String main(String queue) {
    return isDeadLetter(queue) ? queue.substring(0, queue.length() - DEAD_LETTER.length()) : queue;
  }
}
