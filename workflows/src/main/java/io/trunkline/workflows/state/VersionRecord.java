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
 */
public record VersionRecord(
    String workflow,
    String version,
    JsonNode definition,
    @Nullable JsonNode parameters,
    @Nullable JsonNode identity,
    String location,
    @Nullable JsonNode tags,
    long createdAt) {}
