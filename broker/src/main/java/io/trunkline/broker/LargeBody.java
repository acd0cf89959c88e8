package io.trunkline.broker;

import java.util.UUID;

/**
 * The body of a message that is too large for one log entry: pieces, committed before the message
 * that names them.
 *
 * @param id of its upload
 * @param pieces how many there are
 * @param bytes of all pieces together
 */
public record LargeBody(UUID id, int pieces, long bytes) {}
