package io.trunkline.gateway.catalog;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An operation of an API.
 *
 * @param id resource name
 * @param method upper-case
 * @param responses the declared responses, for mock-response
 */
public record Operation(
    String id, String displayName, String method, UrlTemplate template, JsonNode responses) {}
