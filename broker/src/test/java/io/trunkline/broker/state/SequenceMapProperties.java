package io.trunkline.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.state.MessageRecord.PayloadId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class SequenceMapProperties {
  @Property(tries = 200)
  void holdsWhatATreeHolds(
      @ForAll @Size(max = 300) List<@LongRange(min = -1_100, max = 1_100) Long> steps) {
    SequenceMap map = new SequenceMap();
    TreeMap<Long, MessageEntry> tree = new TreeMap<>();
    for (long step : steps) {
      long number = Math.abs(step);
      if (step > 0) {
        MessageEntry entry = entry(number);
        map.put(entry);
        tree.put(number, entry);
      } else {
        map.remove(number);
        tree.remove(number);
      }
      assertThat(map.get(number)).isSameAs(tree.get(number));
      assertThat(map.size()).isEqualTo(tree.size());
      assertThat(map.first()).isSameAs(tree.isEmpty() ? null : tree.firstEntry().getValue());
      Map.Entry<Long, MessageEntry> next = tree.ceilingEntry(number + 1);
      assertThat(map.from(number + 1)).isSameAs(next == null ? null : next.getValue());
    }
    assertThat(map).containsExactlyElementsOf(tree.values());
  }

  private static MessageEntry entry(long number) {
    BrokerMessage message = BrokerMessage.sent(MessageProperties.NONE, Map.of(), new byte[0], 1);
    return new MessageEntry(
        number,
        new MessageRecord(
            MessageState.ACTIVE,
            0,
            Long.MAX_VALUE,
            0,
            0,
            0,
            0,
            null,
            new PayloadId(number, 0, false, false),
            message));
  }
}
