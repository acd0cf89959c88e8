package io.trunkline.workflows.transform.flatfile;

import io.trunkline.workflows.transform.TransformException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attributes of one annotation, read by name; those nobody knows are refused. */
final class Info {
  private final String place;
  private final Map<String, String> values;

  /**
   * @param place for messages
   * @param known attributes that are read or mean nothing here
   */
  Info(String place, Map<String, String> values, Set<String> known) {
    this.place = place;
    this.values = values;
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw refused("the annotation '%s'".formatted(name));
      }
    }
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  boolean flag(String name, boolean otherwise) {
    return text(name).map(Boolean::parseBoolean).orElse(otherwise);
  }

  int number(String name, int otherwise) {
    try {
      return text(name).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw refused("the value '%s' of '%s'".formatted(values.get(name), name));
    }
  }

  /**
   * Returns characters that stand as they are ({@code char}), by their codes ({@code hex}, {@code
   * 0xD 0xA}), or for the default of the schema.
   *
   * @param type the attribute that says which
   */
  Optional<String> characters(String name, String type, String otherwise) {
    String kind = text(type).orElse("char").toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "none" -> Optional.empty();
      case "default" -> Optional.of(otherwise).filter(value -> !value.isEmpty());
      case "char" -> text(name);
      case "hex" -> text(name).map(this::decoded);
      default -> throw refused("the value '%s' of '%s'".formatted(kind, type));
    };
  }

  /** As {@link #characters}, of a single character. */
  @Nullable Character character(String name, String type, @Nullable Character otherwise) {
    Optional<String> found =
        characters(name, type, otherwise == null ? "" : String.valueOf(otherwise));
    if (found.isPresent() && found.get().length() != 1) {
      throw refused(
          "the value '%s' of '%s', which is not one character".formatted(found.get(), name));
    }
    return found.map(value -> value.charAt(0)).orElse(null);
  }

  private String decoded(String codes) {
    StringBuilder text = new StringBuilder();
    try {
      for (String code : codes.trim().split("[\\s,]+", -1)) {
        text.appendCodePoint(Integer.decode(code));
      }
    } catch (IllegalArgumentException e) {
      throw refused("the value '%s'".formatted(codes));
    }
    return text.toString();
  }

  /** Returns the refusal of something that is not supported here. */
  TransformException refused(String what) {
    return new TransformException(
        "InvalidFlatFileSchema",
        "The flat file schema is not supported: %s has %s.".formatted(place, what));
  }
}
