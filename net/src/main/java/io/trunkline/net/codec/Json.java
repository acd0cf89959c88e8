package io.trunkline.net.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/**
 * The one JSON set-up: strict RFC 8259, numbers kept exact, depth limited to 200, texts to 128 MiB.
 */
public final class Json {
  private static final JsonMapper MAPPER = mapper(false);
  private static final JsonMapper LENIENT = mapper(true);

  private Json() {}

  /** Returns the shared mapper; do not configure it. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads one JSON value and nothing after it.
   *
   * @throws JsonException saying what is wrong, in which line and column
   */
  public static JsonNode parse(byte[] bytes) {
    return parse(MAPPER, bytes);
  }

  public static JsonNode parse(String text) {
    return parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Reads JSON with comments and trailing commas, as people write templates and settings. */
  public static JsonNode parseLenient(byte[] bytes) {
    return parse(LENIENT, bytes);
  }

  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree is always writable", e);
    }
  }

  public static String text(JsonNode node) {
    return new String(bytes(node), java.nio.charset.StandardCharsets.UTF_8);
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  private static JsonNode parse(JsonMapper mapper, byte[] bytes) {
    try {
      JsonNode node = mapper.readTree(bytes);
      if (node == null || node.isMissingNode()) {
        throw new JsonException("The document is empty.", 1, 1);
      }
      return node;
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      throw new JsonException(
          e.getOriginalMessage(),
          place == null ? 0 : place.getLineNr(),
          place == null ? 0 : place.getColumnNr());
    } catch (IOException e) {
      throw new JsonException(e.getMessage(), 0, 0);
    }
  }

  private static JsonMapper mapper(boolean lenient) {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .nodeFactory(new JsonNodeFactory(true));
    if (lenient) {
      builder
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA);
    }
    JsonMapper mapper = builder.build();
    // Buffers kept by thread, as is the default, would be new ones for each virtual thread.
    mapper
        .getFactory()
        .setRecyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(200)
                .maxStringLength(128 << 20)
                .build());
    return mapper;
  }
}
