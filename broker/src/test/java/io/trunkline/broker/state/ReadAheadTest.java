package io.trunkline.broker.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.state.MessageRecord.PayloadId;
import io.trunkline.kernel.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private final CountingStore store = new CountingStore();
  private final Tables tables = new Tables(store);
  private final ReadAhead readAhead = new ReadAhead(new HotMessages(32 << 20));
  private final MessageQueue orders = new MessageQueue(new QueueId(1, SubQueue.MAIN), false);
  private final MessageQueue others = new MessageQueue(new QueueId(2, SubQueue.MAIN), false);

  private static MessageEntry add(
      MessageQueue queue, Tables tables, long number, PayloadId payload) {
    byte[] body = body(queue, number).getBytes(UTF_8);
    BrokerMessage message = BrokerMessage.sent(MessageProperties.NONE, Map.of(), body, body.length);
    MessageRecord record =
        new MessageRecord(
            MessageState.ACTIVE,
            1,
            Long.MAX_VALUE,
            0,
            0,
            0,
            number,
            null,
            payload,
            MessageRecord.withoutPayload(message));
    tables.putMessage(queue.id(), number, record);
    tables.putPayload(payload, body);
    MessageEntry entry = new MessageEntry(number, record);
    queue.add(entry);
    return entry;
  }

  private static String body(MessageQueue queue, long number) {
    return queue.id().entity() + "/" + number;
  }

  private List<MessageEntry> add(int count, LongFunction<PayloadId> payload) {
    List<MessageEntry> entries = new ArrayList<>();
    for (long number = 1; number <= count; number++) {
      entries.add(add(orders, tables, number, payload.apply(number)));
    }
    return entries;
  }

  private static PayloadId payload(long command) {
    return new PayloadId(command, 0, false, false);
  }

  private void read() {
    store.reads = 0;
    readAhead.read(orders, orders.next(null), tables);
  }

  private void assertInMemory(List<MessageEntry> entries) {
    assertThat(entries)
        .allSatisfy(
            entry ->
                assertThat(new String(entry.content().message().payload(), UTF_8))
                    .isEqualTo(body(orders, entry.sequenceNumber())));
  }

  private static void assertNotInMemory(List<MessageEntry> entries) {
    assertThat(entries).allSatisfy(entry -> assertThat(entry.content()).isNull());
  }

  @Test
  void twoPassesReadMessagesThatStandAmongThoseOfAnotherQueue() {
    List<MessageEntry> entries = add(100, number -> payload(2 * number));
    for (long number = 1; number <= 100; number++) {
      add(others, tables, number, payload(2 * number + 1));
    }
    read();
    assertInMemory(entries.subList(0, ReadAhead.MESSAGES));
    assertNotInMemory(entries.subList(ReadAhead.MESSAGES, 100));
    assertThat(store.reads).isEqualTo(2);
  }

  @Test
  void theOrderOfPayloadsNeedNotBeThatOfMessages() {
    List<MessageEntry> entries =
        add(20, number -> new PayloadId(7, (int) (20 - number), true, false));
    read();
    assertInMemory(entries);
  }

  @Test
  void messagesThatOthersHaveAreNotRead() {
    List<MessageEntry> entries = add(10, ReadAheadTest::payload);
    List<MessageEntry> taken = List.of(entries.get(2), entries.get(5));
    taken.forEach(orders::take);
    read();
    assertNotInMemory(taken);
    assertInMemory(entries.stream().filter(entry -> !taken.contains(entry)).toList());
  }

  @Test
  void aFewAreNotWorthAPass() {
    List<MessageEntry> entries = add(3, ReadAheadTest::payload);
    read();
    assertNotInMemory(entries);
    assertThat(store.reads).isZero();
  }

  @Test
  void aLargeBodyIsWhereItEnds() {
    List<MessageEntry> entries = add(20, number -> new PayloadId(number, 0, false, number == 9));
    read();
    assertInMemory(entries.subList(0, 8));
    assertNotInMemory(entries.subList(8, 20));
  }

  @Test
  void whatAPassDoesNotReachIsReadOneByOne() {
    List<MessageEntry> entries = add(5, number -> payload(1_000 * number));
    for (long number = 1; number < 1_000; number++) {
      add(others, tables, number, payload(1_000 + number));
    }
    read();
    assertInMemory(entries);
    assertThat(store.reads).as("two passes, and the four that the second left").isEqualTo(6);
  }

  @Test
  void aPassEndsWhereManyOthersOfTheQueueStandBetween() {
    List<MessageEntry> entries = add(700, ReadAheadTest::payload);
    entries.stream().filter(entry -> entry.sequenceNumber() % 300 != 1).forEach(orders::take);
    for (long number = 701; number <= 702; number++) {
      entries.add(add(orders, tables, number, payload(number)));
    }
    read();
    List<MessageEntry> left =
        entries.stream()
            .filter(entry -> entry.sequenceNumber() % 300 == 1 || entry.sequenceNumber() > 700)
            .toList();
    assertThat(left).hasSize(5);
    assertInMemory(left);
    assertThat(store.reads).as("two passes, and what they left").isLessThanOrEqualTo(2 + 8);
  }

  @Test
  void noMoreIsReadThanAQuarterOfWhatMayStayInMemory() {
    List<MessageEntry> entries = add(40, ReadAheadTest::payload);
    int size = entries.getFirst().size();
    new ReadAhead(new HotMessages(4L * 9 * size + 4)).read(orders, entries.getFirst(), tables);
    assertInMemory(entries.subList(0, 9));
    assertNotInMemory(entries.subList(9, 40));
  }

  /** A store in memory that counts how often something is looked up in it. */
  private static final class CountingStore implements Store {
    private final NavigableMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);
    private int reads;

    @Override
    public byte @Nullable [] get(byte[] key) {
      reads++;
      return values.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      values.put(key, value);
    }

    @Override
    public void delete(byte[] key) {
      values.remove(key);
    }

    @Override
    public void scan(byte[] from, byte @Nullable [] to, Visitor visitor) {
      reads++;
      var range = to == null ? values.tailMap(from, true) : values.subMap(from, to);
      for (Map.Entry<byte[], byte[]> entry : range.entrySet()) {
        if (!visitor.visit(entry.getKey(), entry.getValue())) {
          return;
        }
      }
    }

    @Override
    public void scanBackwards(byte[] from, byte @Nullable [] to, Visitor visitor) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void deletePrefix(byte[] prefix) {
      throw new UnsupportedOperationException();
    }
  }
}
