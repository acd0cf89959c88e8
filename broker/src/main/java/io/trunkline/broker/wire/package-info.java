/**
 * The dialects of Service Bus: bytes to requests and back, no decisions. {@code amqp} speaks AMQP
 * 1.0, {@code admin} the Atom REST of the administration clients, {@code emulator} reads the
 * official emulator's configuration.
 */
@NullMarked
package io.trunkline.broker.wire;

import org.jspecify.annotations.NullMarked;
