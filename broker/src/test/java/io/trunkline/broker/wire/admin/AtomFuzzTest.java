package io.trunkline.broker.wire.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Corpus;
import io.trunkline.broker.EntityKind;
import io.trunkline.net.codec.Json;
import org.junit.jupiter.api.Test;

/** Whatever XML comes: it is a description, or a client's mistake. */
class AtomFuzzTest {
  @Test
  void xmlIsReadOrRefused() {
    Corpus.texts("atom.txt")
        .mutate(
            2,
            bytes -> {
              attempt(
                  () ->
                      EntityXml.read(
                          EntityKind.QUEUE, AtomReader.description(bytes), Json.object()));
              attempt(
                  () -> assertThat(RuleXml.read("r", AtomReader.description(bytes))).isNotNull());
            });
  }

  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (AdminException e) {
      assertThat(e.status()).isEqualTo(400);
    } catch (BrokerException e) {
      assertThat(e.error()).isNotNull();
    }
  }
}
