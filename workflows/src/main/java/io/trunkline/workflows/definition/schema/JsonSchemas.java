package io.trunkline.workflows.definition.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/**
 * Validates values by JSON Schema: draft 4 unless the schema names a later one. References out of
 * the schema are never fetched; {@code format} is informative.
 */
public final class JsonSchemas {
  /** Violations after this many are dropped. */
  public static final int MAXIMUM_VIOLATIONS = 20;

  private JsonSchemas() {}

  /**
   * Returns what is wrong with {@code value}, each with its JSON path; empty if it is valid.
   *
   * @throws IllegalArgumentException if the schema itself cannot be used
   */
  public static List<String> validate(JsonNode schema, JsonNode value) {
    try {
      // A registry of its own: schemas of one workflow must not be found by another.
      Schema compiled =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(schema);
      return compiled.validate(value).stream()
          .limit(MAXIMUM_VIOLATIONS)
          .map(JsonSchemas::describe)
          .toList();
    } catch (SchemaException e) {
      throw new IllegalArgumentException("The JSON schema is not valid: " + e.getMessage(), e);
    }
  }

  private static String describe(Error error) {
    String place = error.getInstanceLocation().toString();
    return (place.isEmpty() ? "$" : place) + ": " + error.getMessage();
  }
}
