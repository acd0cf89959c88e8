package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.template.TemplateException;
import java.util.Locale;
import java.util.Map;

/**
 * Checks values against declared types, user-defined ones too ({@code resource-manager.md §5.3}).
 */
final class TypeSchema {
  private static final int MAX_DEPTH = 50;
  private final ObjectNode definitions;
  private final boolean symbolic;

  /**
   * @param definitions the template's user-defined types
   * @param symbolic whether the template has language version 2.0
   */
  TypeSchema(ObjectNode definitions, boolean symbolic) {
    this.definitions = definitions;
    this.symbolic = symbolic;
  }

  /**
   * Checks a value.
   *
   * @param what what is checked, for messages
   */
  void check(JsonNode value, JsonNode schema, String what, String path) {
    check(value, schema, what, path, 0);
  }

  /** Returns a schema with its reference, if it has one, followed. */
  JsonNode resolved(JsonNode schema) {
    JsonNode at = schema;
    for (int i = 0; i < MAX_DEPTH && at.has("$ref"); i++) {
      String reference = at.get("$ref").asText();
      JsonNode target =
          reference.startsWith("#/definitions/")
              ? definitions.path(reference.substring("#/definitions/".length()))
              : definitions.path(reference);
      if (!(target instanceof ObjectNode object)) {
        throw new TemplateException("The type '" + reference + "' is not defined.");
      }
      ObjectNode merged = object.deepCopy();
      for (Map.Entry<String, JsonNode> member : at.properties()) {
        if (!member.getKey().equals("$ref")) {
          merged.set(member.getKey(), member.getValue());
        }
      }
      at = merged;
    }
    return at;
  }

  private void check(JsonNode value, JsonNode declared, String what, String path, int depth) {
    if (depth > MAX_DEPTH) {
      throw new TemplateException("The type of " + what + " is nested too deeply.", path);
    }
    JsonNode schema = resolved(declared);
    if (value.isNull() || value.isMissingNode()) {
      if (!schema.path("nullable").asBoolean(false)) {
        throw new TemplateException("The value of " + what + " must not be null.", path);
      }
      return;
    }
    String type = schema.path("type").asText("").toLowerCase(Locale.ROOT);
    boolean fits =
        switch (type) {
          case "string", "securestring" -> value.isTextual();
          case "int" -> value.isIntegralNumber();
          case "bool" -> value.isBoolean();
          case "object", "secureobject" -> value.isObject();
          case "array" -> value.isArray();
          case "" -> true;
          default -> throw new TemplateException("'" + type + "' is no type.", path);
        };
    if (!fits) {
      throw new TemplateException(
          "The value of %s has to be of type '%s'.".formatted(what, type), path);
    }
    allowed(value, schema.path("allowedValues"), what, path);
    limits(value, schema, what, path);
    if (value.isArray()) {
      elements(value, schema, what, path, depth);
    } else if (value.isObject()) {
      members(value, discriminated(value, schema, what, path), what, path, depth);
    }
  }

  private void allowed(JsonNode value, JsonNode allowed, String what, String path) {
    if (!allowed.isArray()) {
      return;
    }
    boolean each = value.isArray() && !symbolic;
    for (JsonNode candidate : each ? value : Json.array().add(value)) {
      if (allowed.valueStream().noneMatch(one -> one.toString().equals(candidate.toString()))) {
        throw new TemplateException(
            "The provided value '%s' for %s is not valid. The value is not part of the allowed value(s): '%s'."
                .formatted(
                    candidate.asText(),
                    what,
                    String.join(",", allowed.valueStream().map(JsonNode::asText).toList())),
            path);
      }
    }
  }

  private static void limits(JsonNode value, JsonNode schema, String what, String path) {
    if (value.isIntegralNumber()) {
      within(value.asLong(), schema, "minValue", "maxValue", "value", what, path);
    } else if (value.isTextual()) {
      within(value.asText().length(), schema, "minLength", "maxLength", "length", what, path);
    } else if (value.isArray()) {
      within(value.size(), schema, "minLength", "maxLength", "length", what, path);
    }
  }

  private static void within(
      long size,
      JsonNode schema,
      String least,
      String most,
      String kind,
      String what,
      String path) {
    if ((schema.has(least) && size < schema.get(least).asLong())
        || (schema.has(most) && size > schema.get(most).asLong())) {
      throw new TemplateException(
          "The %s of %s is %d; it has to be from %s to %s."
              .formatted(
                  kind,
                  what,
                  size,
                  schema.path(least).asText("any"),
                  schema.path(most).asText("any")),
          path);
    }
  }

  private void elements(JsonNode value, JsonNode schema, String what, String path, int depth) {
    JsonNode prefix = schema.path("prefixItems");
    for (int i = 0; i < value.size(); i++) {
      String at = path + "[" + i + "]";
      if (i < prefix.size()) {
        check(value.get(i), prefix.get(i), what + "[" + i + "]", at, depth + 1);
      } else if (schema.path("items").isObject()) {
        check(value.get(i), schema.get("items"), what + "[" + i + "]", at, depth + 1);
      } else if (schema.path("items").isBoolean() && !schema.get("items").asBoolean()) {
        throw new TemplateException("There are too many elements in " + what + ".", at);
      }
    }
  }

  private JsonNode discriminated(JsonNode value, JsonNode schema, String what, String path) {
    JsonNode discriminator = schema.path("discriminator");
    if (!discriminator.isObject()) {
      return schema;
    }
    String property = discriminator.path("propertyName").asText();
    JsonNode variant = discriminator.path("mapping").path(value.path(property).asText());
    if (variant.isMissingNode()) {
      throw new TemplateException(
          "The member '%s' of %s is none of '%s'."
              .formatted(
                  property,
                  what,
                  String.join(
                      ",",
                      discriminator
                          .path("mapping")
                          .propertyStream()
                          .map(Map.Entry::getKey)
                          .toList())),
          path);
    }
    return resolved(variant);
  }

  private void members(JsonNode value, JsonNode schema, String what, String path, int depth) {
    JsonNode properties = schema.path("properties");
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      check(
          value.path(property.getKey()),
          property.getValue(),
          what + "." + property.getKey(),
          path + "." + property.getKey(),
          depth + 1);
    }
    JsonNode others = schema.path("additionalProperties");
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      if (properties.has(member.getKey()) || others.isMissingNode()) {
        continue;
      }
      if (others.isObject()) {
        check(
            member.getValue(),
            others,
            what + "." + member.getKey(),
            path + "." + member.getKey(),
            depth + 1);
      } else if (!others.asBoolean(true)
          && !schema.path("discriminator").path("propertyName").asText().equals(member.getKey())) {
        throw new TemplateException(
            "The member '" + member.getKey() + "' of " + what + " is not declared.", path);
      }
    }
  }
}
