package io.trunkline.workflows.definition.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import org.junit.jupiter.api.Test;

class JsonSchemasTest {
  private static JsonNode json(String text) {
    return Json.parse(text.replace('`', '"'));
  }

  private static final JsonNode ORDER =
      json(
          "{`type`:`object`,`required`:[`id`],`properties`:{`id`:{`type`:`integer`},"
              + "`note`:{`type`:[`string`,`null`]},`when`:{`type`:`string`,`format`:`date-time`}}}");

  @Test
  void acceptsWhatFits() {
    assertThat(JsonSchemas.validate(ORDER, json("{`id`:1,`note`:null,`more`:true}"))).isEmpty();
  }

  @Test
  void saysWhatDoesNotFitAndWhere() {
    assertThat(JsonSchemas.validate(ORDER, json("{`id`:`x`}")))
        .singleElement()
        .asString()
        .contains("id")
        .contains("integer");
    assertThat(JsonSchemas.validate(ORDER, json("{}")))
        .singleElement()
        .asString()
        .contains("required");
  }

  @Test
  void neverFetchesASchema() {
    assertThatThrownBy(
            () ->
                JsonSchemas.validate(json("{`$ref`:`http://127.0.0.1:9/other.json`}"), json("{}")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
