package io.trunkline.gateway.expression;

import com.fasterxml.jackson.databind.JsonNode;

/** A member of a JSON object: Newtonsoft's {@code JProperty}. */
public record JsonProperty(String name, JsonNode value) {}
