package io.trunkline.broker.effects;

import io.trunkline.broker.SubQueue;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.MessageQueue;
import io.trunkline.broker.state.QueueId;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Raises events for messages that nobody listens to ({@code reference/service-bus.md §16}): at once
 * when a message comes where none was available, then again and again while messages remain and
 * nobody receives.
 */
final class ListenerWatch {
  private final LeaderContext context;
  private final Predicate<QueueId> hasListener;
  private final Set<QueueId> watched = new HashSet<>();

  ListenerWatch(LeaderContext context, Predicate<QueueId> hasListener) {
    this.context = context;
    this.hasListener = hasListener;
  }

  /**
   * A message has come.
   *
   * @param first whether none was available before
   */
  void arrived(QueueId queue, boolean first, @Nullable String traceparent) {
    if (queue.subQueue() == SubQueue.TRANSFER_DEAD_LETTER) {
      return;
    }
    if (first && !hasListener.test(queue)) {
      notify(queue, traceparent);
    }
    watch(queue);
  }

  private void watch(QueueId queue) {
    if (watched.add(queue)) {
      long interval = context.limits().notificationInterval().toMillis();
      context.deadlines().at(context.now() + interval, () -> check(queue));
    }
  }

  private void check(QueueId id) {
    watched.remove(id);
    MessageQueue queue = context.machine().queue(id);
    if (queue == null || queue.messages().isEmpty()) {
      return;
    }
    if (queue.hasAvailable() && !hasListener.test(id)) {
      notify(id, null);
    }
    watch(id);
  }

  /** A new leader asks once for every queue: events may have been lost with the old one. */
  void checkAll() {
    for (MessageQueue queue : context.machine().queues()) {
      if (queue.hasAvailable()) {
        arrived(queue.id(), true, null);
      }
    }
  }

  private void notify(QueueId queue, @Nullable String traceparent) {
    var unused = context.shard().submit(new BrokerCommand.Notify(queue, traceparent));
  }
}
