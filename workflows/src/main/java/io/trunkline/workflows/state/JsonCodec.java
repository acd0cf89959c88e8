package io.trunkline.workflows.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import io.trunkline.kernel.Codec;
import io.trunkline.net.codec.Json;
import java.io.IOException;

/**
 * Writes records as JSON text. Chosen over CBOR because the values of a run are JSON whose numbers
 * have to keep their exact text: {@code 5.0} must not come back as {@code 5}
 * (reference/workflows.md §1.6).
 *
 * <p>Below a sealed interface every record is written with its simple class name under {@code @}.
 */
final class JsonCodec<T> implements Codec<T> {
  /** Values of depth 200 stand some levels deep in records; see {@link ValueLimits#MAX_DEPTH}. */
  private static final int MAX_DEPTH = 1_000;

  private final ObjectWriter writer;
  private final ObjectReader reader;

  private JsonCodec(JsonMapper mapper, Class<T> type) {
    this.writer = mapper.writerFor(type);
    this.reader = mapper.readerFor(type);
  }

  static <T> JsonCodec<T> of(Class<T> type) {
    JsonMapper mapper =
        Json.mapper()
            .rebuild()
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(128 << 20)
                .build());
    for (Class<?> sealed : new Class<?>[] {WorkflowCommand.class, RunEvent.class}) {
      mapper.addMixIn(sealed, Named.class);
      for (Class<?> record : sealed.getPermittedSubclasses()) {
        mapper.registerSubtypes(new NamedType(record, record.getSimpleName()));
      }
    }
    return new JsonCodec<>(mapper, type);
  }

  @Override
  public byte[] encode(T value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
    }
  }

  @Override
  public T decode(byte[] bytes) {
    try {
      return reader.readValue(bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a value of this codec: " + e.getMessage(), e);
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
  private interface Named {}
}
