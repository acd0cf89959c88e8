package io.trunkline.compat.history;

import java.time.Duration;

/**
 * What checks have to know of a queue.
 *
 * @param lockDuration how long a lock lasts
 * @param duplicateDetection whether a message id counts once, for longer than the history lasts
 */
public record QueueTraits(Duration lockDuration, boolean duplicateDetection) {}
