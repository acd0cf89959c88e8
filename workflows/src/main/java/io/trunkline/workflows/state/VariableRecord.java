package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A variable of a run.
 *
 * @param name as it was initialised; compared without case
 * @param type {@code string}, {@code integer}, {@code float}, {@code boolean}, {@code array} or
 *     {@code object}
 */
public record VariableRecord(String name, String type, JsonNode value) {}
