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
      return value.textValue().length() + 2L;
    }
    if (!value.isContainerNode()) {
      return 8;
    }
    long size = 2;
    if (value.isObject()) {
      for (var field : value.properties()) {
        size += field.getKey().length() + 4L + size(field.getValue());
      }
    } else {
      for (JsonNode element : value) {
        size += 1 + size(element);
      }
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
