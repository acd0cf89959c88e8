package io.trunkline.broker.state;

import io.trunkline.broker.BrokerException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one message of several that travelled together.
 *
 * @param sequenceNumber 0 for a duplicate that was dropped, and for one that was refused
 * @param refusal why it was not taken, or null
 */
public record SendOutcome(long sequenceNumber, @Nullable BrokerException refusal) {}
