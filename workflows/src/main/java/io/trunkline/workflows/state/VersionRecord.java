package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as it stood at one time; runs stay on the version they started with.
 *
 * @param version 20 digits that decrease with time
 * @param definition the definition as deployed
 * @param parameters {@code {name: {value}}} as deployed, secrets and all
 * @param identity {@code identity} of the resource
 * @param kind {@code Stateful} or {@code Stateless}; null, as older versions wrote, for the first
 */
public record VersionRecord(
    String workflow,
    String version,
    JsonNode definition,
    @Nullable JsonNode parameters,
    @Nullable JsonNode identity,
    String location,
    @Nullable JsonNode tags,
    long createdAt,
    @Nullable String kind) {

  /** Returns whether runs live in memory only (reference/workflows.md §5.11). */
  public boolean stateless() {
    return "Stateless".equalsIgnoreCase(kind);
  }
}
