package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SequencedMap;

/**
 * A branch of a Switch.
 *
 * @param value the constant that selects it: a string or an integer
 */
public record SwitchCase(
    String name, JsonNode value, SequencedMap<String, ActionDefinition> actions) {}
