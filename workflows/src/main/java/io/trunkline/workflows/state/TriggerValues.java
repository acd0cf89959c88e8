package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Inputs and outputs of the trigger as one run sees them. */
public record TriggerValues(@Nullable JsonNode inputs, @Nullable JsonNode outputs) {}
