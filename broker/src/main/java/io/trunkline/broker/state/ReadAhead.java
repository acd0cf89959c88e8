package io.trunkline.broker.state;

import io.trunkline.broker.state.MessageRecord.PayloadId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages that are given out next together with the first of them. Neighbours in a queue
 * stand beside each other in the store, and so, mostly, do their payloads: one pass over many costs
 * little more than finding one. Where others stand between, a pass gives up, and what it has not
 * found is read one by one: their turn is next, and the pass is in vain once for all of them.
 */
final class ReadAhead {
  /** How many messages are read at most. */
  static final int MESSAGES = 64;

  /** A pass over fewer is not worth its beginning. */
  private static final int WORTH_A_PASS = 4;

  /** How many records of others a pass goes over, between two of these, before it gives up. */
  private static final int MOST_OTHERS = 256;

  private static final long MAX_BYTES = 1 << 20;

  /** A message on its way from the store. */
  private static final class Wanted {
    private final MessageEntry entry;
    private @Nullable MessageRecord record;
    private byte @Nullable [] payload;

    Wanted(MessageEntry entry) {
      this.entry = entry;
    }
  }

  private final HotMessages hot;
  private final long maxBytes;

  /**
   * @param hot keeps what is read, which takes a quarter of its room at most
   */
  ReadAhead(HotMessages hot) {
    this.hot = hot;
    this.maxBytes = Math.min(MAX_BYTES, hot.maxBytes() / 4);
  }

  /**
   * Puts an available message of a queue without sessions, and those that follow it, among the hot
   * messages; where they are few, each is to be read by itself.
   */
  void read(MessageQueue queue, MessageEntry first, Tables tables) {
    List<Wanted> wanted = choose(queue, first);
    if (wanted.size() < WORTH_A_PASS) {
      return;
    }
    readRecords(queue.id(), wanted, tables);
    readPayloads(wanted, tables);
    for (Wanted one : wanted) {
      hot.add(one.entry, one.record.stored(one.entry.sequenceNumber(), one.payload, null));
    }
  }

  private List<Wanted> choose(MessageQueue queue, MessageEntry first) {
    List<Wanted> wanted = new ArrayList<>(MESSAGES);
    long bytes = 0;
    MessageEntry next = first;
    while (next != null && wanted.size() < MESSAGES && next.content() == null) {
      bytes += next.size();
      if (bytes > maxBytes || next.payload().large()) {
        break;
      }
      wanted.add(new Wanted(next));
      next = queue.nextAfter(next.sequenceNumber());
    }
    return wanted;
  }

  private static void readRecords(QueueId queue, List<Wanted> wanted, Tables tables) {
    Pass pass = new Pass(wanted);
    tables.messages(
        queue,
        wanted.getFirst().entry.sequenceNumber(),
        wanted.getLast().entry.sequenceNumber(),
        (number, value) ->
            pass.meets(
                one -> Long.compare(one.entry.sequenceNumber(), number),
                one -> one.record = MessageRecord.decode(value)));
    for (Wanted one : wanted) {
      if (one.record == null) {
        one.record = tables.message(queue, one.entry.sequenceNumber());
      }
    }
  }

  private static void readPayloads(List<Wanted> wanted, Tables tables) {
    List<Wanted> inOrder = new ArrayList<>(wanted);
    inOrder.sort(Comparator.comparing(one -> one.record.payload(), PayloadId.IN_ORDER));
    Pass pass = new Pass(inOrder);
    tables.payloads(
        inOrder.getFirst().record.payload(),
        inOrder.getLast().record.payload(),
        (id, value) ->
            pass.meets(
                one -> PayloadId.IN_ORDER.compare(one.record.payload(), id),
                one -> one.payload = value));
    for (Wanted one : wanted) {
      if (one.payload == null) {
        one.payload = tables.payload(one.record.payload());
      }
    }
  }

  /** Goes over what the store has beside what is wanted, both in the same order. */
  private static final class Pass {
    private final Iterator<Wanted> rest;
    private @Nullable Wanted next;
    private int others;

    Pass(List<Wanted> wanted) {
      rest = wanted.iterator();
      next = rest.next();
    }

    /**
     * Notes what the store has next.
     *
     * @param place less than 0 where a wanted message stands before that, 0 where it is that
     * @param found takes the wanted message that it is
     * @return whether to go on
     */
    boolean meets(ToIntFunction<Wanted> place, Consumer<Wanted> found) {
      while (next != null && place.applyAsInt(next) < 0) {
        advance(); // it is not there
      }
      if (next != null && place.applyAsInt(next) == 0) {
        found.accept(next);
        others = 0;
        advance();
      } else {
        others++;
      }
      return next != null && others <= MOST_OTHERS;
    }

    private void advance() {
      next = rest.hasNext() ? rest.next() : null;
    }
  }
}
