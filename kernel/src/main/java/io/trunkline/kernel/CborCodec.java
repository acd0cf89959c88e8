package io.trunkline.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes records as CBOR: readable by any CBOR tool, open to new fields, fast enough for everything
 * but a broker's hot path.
 *
 * <p>For a sealed interface every record below it is written with its simple class name under
 * {@code @}: those names are part of the format of the log.
 *
 * @param <T> a record, or a sealed interface with records below it
 */
public final class CborCodec<T> implements Codec<T> {
  private static final CBORMapper MAPPER =
      CBORMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private final ObjectWriter writer;
  private final ObjectReader reader;

  private CborCodec(ObjectWriter writer, ObjectReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /** Returns a codec for {@code type}. */
  public static <T> CborCodec<T> of(Class<T> type) {
    CBORMapper mapper = MAPPER;
    if (type.isSealed()) {
      mapper = MAPPER.copy();
      mapper.addMixIn(type, Named.class);
      for (Class<?> record : recordsBelow(type)) {
        mapper.registerSubtypes(new NamedType(record, record.getSimpleName()));
      }
    }
    return new CborCodec<>(mapper.writerFor(type), mapper.readerFor(type));
  }

  @Override
  public byte[] encode(T value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be written as CBOR: " + value.getClass(), e);
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

  private static Deque<Class<?>> recordsBelow(Class<?> sealed) {
    Deque<Class<?>> records = new ArrayDeque<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        records.addAll(recordsBelow(permitted));
      } else {
        records.add(permitted);
      }
    }
    return records;
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
  private interface Named {}
}
