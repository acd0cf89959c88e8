package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a Response action answered.
 *
 * @param statusCode HTTP status
 * @param headers object of header texts, or null
 * @param body a value or content envelope, or null for none
 */
public record ResponseRecord(
    int statusCode, @Nullable JsonNode headers, @Nullable JsonNode body, long givenAt) {}
