package io.trunkline.broker.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Corpus;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.RuleAction;
import io.trunkline.broker.RuleFilter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whatever a filter, an action or a selector says: it works, or is refused by name. */
class SqlFuzzTest {
  private static final BrokerLimits LIMITS = BrokerLimits.defaults();
  private static final FilterInput INPUT =
      new FilterInput(
          BrokerMessage.sent(
              MessageProperties.NONE, Map.of("a", 1, "b", "x", "amount", 2.5), new byte[0], 1),
          0,
          1,
          () -> new UUID(0, 1));

  @Test
  void sqlWorksOrIsRefused() {
    Corpus.texts("sql.txt")
        .mutate(
            1,
            bytes -> {
              String sql = new String(bytes, StandardCharsets.UTF_8);
              attempt(() -> MessageFilter.compile(new RuleFilter.Sql(sql), LIMITS).matches(INPUT));
              attempt(() -> MessageAction.compile(new RuleAction(sql), LIMITS).apply(INPUT));
              attempt(() -> Selector.filter(sql, LIMITS));
            });
  }

  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (FilterException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    } catch (BrokerException e) {
      assertThat(e.error()).isEqualTo(BrokerError.ARGUMENT_ERROR);
    }
  }
}
