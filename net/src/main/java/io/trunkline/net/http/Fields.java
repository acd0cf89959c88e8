package io.trunkline.net.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Names with one or more values, in order; names compare without case. Immutable. */
public final class Fields {
  private static final Fields NONE = new Fields(Map.of());
  private final Map<String, List<String>> values;

  private Fields(Map<String, List<String>> values) {
    this.values = values;
  }

  public static Fields none() {
    return NONE;
  }

  /** Returns fields from alternating names and values. */
  public static Fields of(String... namesAndValues) {
    Builder builder = builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /**
   * Reads a query or an {@code application/x-www-form-urlencoded} body.
   *
   * @throws IllegalArgumentException when a percent escape is broken
   */
  public static Fields parseQuery(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    Builder fields = builder();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        fields.add(
            URLDecoder.decode(name, StandardCharsets.UTF_8),
            URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return fields.build();
  }

  public static Builder builder() {
    return new Builder();
  }

  public Optional<String> first(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
  }

  public List<String> all(String name) {
    return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** Visits every name (lower-case) with each of its values. */
  public void forEach(BiConsumer<String, String> visitor) {
    values.forEach((name, all) -> all.forEach(value -> visitor.accept(name, value)));
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Collects fields. */
  public static final class Builder {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Builder() {}

    public Builder add(String name, String value) {
      values.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>()).add(value);
      return this;
    }

    public Fields build() {
      Map<String, List<String>> copy = new LinkedHashMap<>();
      values.forEach((name, all) -> copy.put(name, List.copyOf(all)));
      return new Fields(copy);
    }
  }
}
