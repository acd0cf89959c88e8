package io.trunkline.broker.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.broker.EntityKind;
import io.trunkline.net.codec.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values an entity's properties may have in which tier. */
class EntityPropertiesTest {
  private static JsonNode queue(String sku, String properties) {
    return EntityProperties.read(
            EntityKind.QUEUE, sku, Json.parse(properties.replace('\'', '"')), null)
        .stored();
  }

  @Test
  void aPremiumNamespaceHasLargerSizes() {
    JsonNode defaults = queue("Premium", "{'maxSizeInMegabytes':81920}");
    assertThat(defaults.path("maxSizeInMegabytes").asInt()).isEqualTo(81_920);
    assertThat(defaults.path("maxMessageSizeInKilobytes").asInt()).isEqualTo(1_024);
    assertThat(
            queue("Premium", "{'maxMessageSizeInKilobytes':102400}")
                .path("maxMessageSizeInKilobytes")
                .asInt())
        .isEqualTo(102_400);
    assertThatThrownBy(() -> queue("Premium", "{'maxMessageSizeInKilobytes':102401}"))
        .hasMessageContaining("1024 to 102400");
    assertThatThrownBy(() -> queue("Premium", "{'maxSizeInMegabytes':6144}"))
        .hasMessageContaining("none of");
  }

  @Test
  void theSizeOfAPartitionedQueueIsThatOfEachPartition() {
    assertThat(quota("{'maxSizeInMegabytes':1024}")).isEqualTo(1L << 30);
    assertThat(quota("{'enablePartitioning':true,'maxSizeInMegabytes':1024}")).isEqualTo(16L << 30);
    assertThat(quota("{'enablePartitioning':true,'maxSizeInMegabytes':81920}"))
        .isEqualTo(80L << 30);
  }

  private static long quota(String properties) {
    return EntityProperties.quota(queue("Standard", properties));
  }

  @Test
  void aPartitionedQueueMayHaveTheSizeOfAllItsPartitions() {
    assertThat(
            queue("Standard", "{'enablePartitioning':true,'maxSizeInMegabytes':81920}")
                .path("maxSizeInMegabytes")
                .asInt())
        .isEqualTo(81_920);
    assertThatThrownBy(() -> queue("Standard", "{'maxSizeInMegabytes':81920}"))
        .hasMessageContaining("none of");
  }

  @Test
  void whatIsStoredStaysGood() {
    JsonNode before = Json.parse("{\"maxSizeInMegabytes\":1}");
    assertThat(
            EntityProperties.read(EntityKind.QUEUE, "Standard", before, before)
                .stored()
                .path("maxSizeInMegabytes")
                .asInt())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'requiresSession':true}",
        "{'requiresDuplicateDetection':true}",
        "{'defaultMessageTimeToLive':'P15D'}",
        "{'maxMessageSizeInKilobytes':1024}"
      })
  void aBasicNamespaceHasPlainQueuesOnly(String properties) {
    assertThat(queue("Basic", "{}").path("defaultMessageTimeToLive").asText()).isEqualTo("PT336H");
    assertThatThrownBy(() -> queue("Basic", properties)).hasMessageContaining("SubCode=40000");
  }
}
