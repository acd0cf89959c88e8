package io.trunkline.broker.wire.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Corpus;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.StoredMessage;
import io.trunkline.kernel.IdSource;
import org.junit.jupiter.api.Test;

/** Whatever a transfer holds: what is taken in can be written again; the rest is refused. */
class MessageFuzzTest {
  @Test
  void messagesAreKeptOrRefused() {
    MessageReader reader = new MessageReader(IdSource.seeded(1));
    MessageWriter writer = new MessageWriter();
    Corpus.hexadecimal("messages.txt")
        .mutate(
            1,
            bytes -> {
              for (int format : new int[] {0, MessageReader.BATCH_FORMAT}) {
                try {
                  for (BrokerMessage message : reader.read(bytes, format)) {
                    writer.write(
                        new StoredMessage(1, 0, 0, 1, 0, MessageState.ACTIVE, null, message));
                  }
                  Sections.bodyStart(bytes);
                } catch (BrokerException e) {
                  assertThat(e.error()).isEqualTo(BrokerError.ARGUMENT_ERROR);
                }
              }
            });
  }
}
