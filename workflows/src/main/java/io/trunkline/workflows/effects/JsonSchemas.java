package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Validates values against the JSON Schemas of triggers and ParseJson actions. References to other
 * documents are not followed; {@code format} says nothing about validity (reference/workflows.md
 * §4.7).
 */
public final class JsonSchemas {
  private static final int MAX_MESSAGES = 10;

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_7,
          builder -> builder.schemaLoader(loader -> loader.fetchRemoteResources(false)));

  private JsonSchemas() {}

  /** Returns what is wrong with {@code value}, naming the places; empty when it is valid. */
  public static Optional<String> problems(JsonNode schema, JsonNode value) {
    try {
      Schema compiled = REGISTRY.getSchema(schema);
      List<Error> errors =
          compiled.validate(
              value,
              context -> context.executionConfig(config -> config.formatAssertionsEnabled(false)));
      return errors.isEmpty()
          ? Optional.empty()
          : Optional.of(
              errors.stream()
                  .limit(MAX_MESSAGES)
                  .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                  .collect(Collectors.joining("; ")));
    } catch (SchemaException e) {
      return Optional.of("the schema itself cannot be used: " + e.getMessage());
    }
  }
}
