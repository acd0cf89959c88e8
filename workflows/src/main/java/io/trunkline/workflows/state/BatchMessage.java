package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A message of a batch.
 *
 * @param number its place in the partition, growing
 * @param sender tells a repeated message from a new one
 * @param size of the content as JSON text, in bytes
 */
public record BatchMessage(
    long number, String messageId, String sender, JsonNode content, long size) {}
