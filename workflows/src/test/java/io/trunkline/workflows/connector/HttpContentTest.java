package io.trunkline.workflows.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Bodies as values (reference/workflows.md §1.9). */
class HttpContentTest {
  private static JsonNode decode(String contentType, String body) {
    return HttpContent.decode(contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void jsonTextAndNothing() {
    assertThat(decode("application/json; charset=utf-8", "{\"a\":1}"))
        .isEqualTo(Json.parse("{\"a\":1}"));
    assertThat(decode("application/json", "null").isNull()).isTrue();
    assertThat(decode("text/rust", "fn").textValue()).isEqualTo("fn");
    assertThat(decode(null, "")).isNull();
    assertThatThrownBy(() -> decode("application/json", "{")).isInstanceOf(JsonException.class);
  }

  @Test
  void everythingElseComesOutByteForByte() {
    byte[] bytes = {0, -1, 7};
    JsonNode envelope = HttpContent.decode("application/pdf", bytes);
    assertThat(envelope.path("$content-type").asText()).isEqualTo("application/pdf");
    HttpContent encoded = HttpContent.encode(envelope);
    assertThat(encoded.bytes()).isEqualTo(bytes);
    assertThat(encoded.contentType()).isEqualTo("application/pdf");
    assertThat(decode(null, "x").path("$content-type").asText())
        .isEqualTo("application/octet-stream");
  }

  @Test
  void formsKeepEveryPart() {
    assertThat(decode("application/x-www-form-urlencoded", "a=1&&b").path("$formdata"))
        .isEqualTo(
            Json.parse(
                "[{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"\",\"value\":\"\"},{\"key\":\"b\",\"value\":\"\"}]"));
  }
}
