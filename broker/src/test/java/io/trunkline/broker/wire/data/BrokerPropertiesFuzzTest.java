package io.trunkline.broker.wire.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Corpus;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Whatever the header BrokerProperties says: it is read, or refused as the client's mistake. */
class BrokerPropertiesFuzzTest {
  @Test
  void propertiesAreReadOrRefused() {
    Corpus.texts("broker-properties.txt")
        .mutate(
            1,
            bytes -> {
              try {
                String header = new String(bytes, StandardCharsets.UTF_8);
                assertThat(BrokerPropertiesJson.read(Json.parse(header), "text/plain")).isNotNull();
              } catch (BrokerException | JsonException e) {
                assertThat(e).hasMessageMatching("(?s).+");
              }
            });
  }
}
