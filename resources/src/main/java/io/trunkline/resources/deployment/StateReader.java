package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the state of resources for {@code reference()} and {@code list*()} (§5.5). */
interface StateReader {
  JsonNode reference(String name, boolean full);

  JsonNode references(String name, boolean full);

  JsonNode list(String function, String name, JsonNode body);
}
