package io.trunkline.workflows.expression.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Optional;

/** Finds properties: an exact name wins, else the first that differs in case only (§1.8, §2.5). */
public final class ObjectProperties {
  private ObjectProperties() {}

  /** Returns the value of the property that {@code name} selects. */
  public static Optional<JsonNode> find(JsonNode object, String name) {
    return findName(object, name).map(object::get);
  }

  /** Returns the spelling of the property that {@code name} selects. */
  public static Optional<String> findName(JsonNode object, String name) {
    if (object.has(name)) {
      return Optional.of(name);
    }
    Iterator<String> names = object.fieldNames();
    while (names.hasNext()) {
      String candidate = names.next();
      if (candidate.equalsIgnoreCase(name)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
