package io.trunkline.broker.effects;

import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.filter.FilterException;
import io.trunkline.broker.filter.FilterInput;
import io.trunkline.broker.filter.MessageFilter;
import io.trunkline.broker.state.MessageEntry;
import io.trunkline.broker.state.MessageQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages of a queue that consumers with a selector want. Each consumer looks at each
 * available message once, a bounded number at a time.
 */
final class Selection {
  private static final int SCANNED_AT_ONCE = 500;

  private final LeaderContext context;
  private final MessageQueue queue;
  private final Runnable dispatch;
  private boolean goingOn;

  Selection(LeaderContext context, MessageQueue queue, Runnable dispatch) {
    this.context = context;
    this.queue = queue;
    this.dispatch = dispatch;
  }

  /** Consumers have come or gone. */
  void changed(List<MessageConsumer> consumers) {
    List<MessageConsumer> selecting =
        consumers.stream().filter(consumer -> consumer.selector != null).toList();
    queue.onAvailable(
        selecting.isEmpty()
            ? null
            : number ->
                selecting.forEach(
                    consumer -> consumer.scanned = Math.min(consumer.scanned, number - 1)));
  }

  /**
   * Returns the next available message that the consumer wants, without taking it.
   *
   * @param expired gets those met on the way whose time is over, taken out
   */
  @Nullable MessageEntry next(MessageConsumer consumer, List<MessageEntry> expired) {
    long now = context.now();
    for (int looked = 0; looked < SCANNED_AT_ONCE; looked++) {
      MessageEntry entry = queue.nextAfter(consumer.scanned);
      if (entry == null) {
        return null;
      }
      if (entry.expiresAt() <= now) {
        queue.take(entry);
        expired.add(entry);
      } else if (matches(consumer.selector, entry)) {
        return entry;
      }
      consumer.scanned = entry.sequenceNumber();
    }
    goOn();
    return null;
  }

  private boolean matches(@Nullable MessageFilter selector, MessageEntry entry) {
    StoredMessage stored = context.machine().loadNext(queue, entry, context.shard().store());
    try {
      return selector == null
          || selector.matches(
              new FilterInput(
                  stored.message(),
                  stored.enqueuedAt(),
                  stored.sequenceNumber(),
                  context.ids()::uuid));
    } catch (FilterException e) {
      return false;
    }
  }

  /** Lets others have the thread before it goes on. */
  private void goOn() {
    if (!goingOn) {
      goingOn = true;
      var unused =
          context
              .shard()
              .execute(
                  () -> {
                    goingOn = false;
                    dispatch.run();
                  });
    }
  }
}
