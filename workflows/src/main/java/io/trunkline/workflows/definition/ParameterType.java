package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;

/** The types of parameters and outputs (reference/workflows.md §1.4). */
public enum ParameterType {
  STRING("String"),
  SECURE_STRING("SecureString"),
  INT("Int"),
  FLOAT("Float"),
  BOOL("Bool"),
  ARRAY("Array"),
  OBJECT("Object"),
  SECURE_OBJECT("SecureObject");

  private final String text;

  ParameterType(String text) {
    this.text = text;
  }

  /** Returns the spelling on the wire. */
  public String text() {
    return text;
  }

  /** Returns whether values are masked everywhere. */
  public boolean isSecure() {
    return this == SECURE_STRING || this == SECURE_OBJECT;
  }

  /** Returns whether {@code value} is of this type; an integer is a float too. */
  public boolean accepts(JsonNode value) {
    return switch (this) {
      case STRING, SECURE_STRING -> value.isTextual();
      case INT -> value.isIntegralNumber();
      case FLOAT -> value.isNumber();
      case BOOL -> value.isBoolean();
      case ARRAY -> value.isArray();
      case OBJECT, SECURE_OBJECT -> value.isObject();
    };
  }

  /** Returns the type with this spelling in any letter case. */
  public static Optional<ParameterType> parse(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equalsIgnoreCase(text)).findFirst();
  }
}
