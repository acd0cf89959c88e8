package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Tells the leader that a check of a trigger is committed, so that what it received can be settled.
 *
 * @param accepted whether its runs exist now; otherwise what was received is to be given back
 */
public record CheckSettled(JsonNode settlement, boolean accepted) {}
