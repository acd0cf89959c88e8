package io.trunkline.workflows.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ValueLimitsTest {
  @Property(tries = 200)
  void theEstimateIsNeverLessThanTheTextOfStrings(@ForAll String text) {
    JsonNode value = Json.object().put("k", text);
    assertThat(ValueLimits.size(value)).isGreaterThanOrEqualTo(Json.bytes(value).length);
  }

  @Test
  void depthIsCountedInLevels() {
    String open = "[".repeat(ValueLimits.MAX_DEPTH);
    String close = "]".repeat(ValueLimits.MAX_DEPTH);
    JsonNode deep = Json.parse(open + close);
    assertThat(ValueLimits.tooDeep(deep)).isFalse();
    assertThat(ValueLimits.tooDeep(Json.array().add(deep))).isTrue();
  }
}
