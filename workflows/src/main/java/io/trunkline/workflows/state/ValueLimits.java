package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;

/** Limits of the values that a run may hold. */
public final class ValueLimits {
  /** How deep a value may be nested; what JSON readers accept. */
  public static final int MAX_DEPTH = 200;

  private ValueLimits() {}

  /** Returns whether {@code value} is nested deeper than {@link #MAX_DEPTH}. */
  public static boolean tooDeep(JsonNode value) {
    return deeperThan(value, MAX_DEPTH);
  }

  /** Returns about how many bytes {@code value} takes as JSON text. */
  public static long size(JsonNode value) {
    if (value.isTextual()) {
      return size(value.textValue());
    }
    if (!value.isContainerNode()) {
      return 8;
    }
    long size = 2;
    if (value.isObject()) {
      for (var field : value.properties()) {
        size += size(field.getKey()) + 2 + size(field.getValue());
      }
    } else {
      for (JsonNode element : value) {
        size += 1 + size(element);
      }
    }
    return size;
  }

  private static long size(String text) {
    long size = 2;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      size += c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    return size;
  }

  private static boolean deeperThan(JsonNode value, int levels) {
    if (!value.isContainerNode()) {
      return false;
    }
    if (levels == 0) {
      return true;
    }
    for (JsonNode child : value) {
      if (deeperThan(child, levels - 1)) {
        return true;
      }
    }
    return false;
  }
}
