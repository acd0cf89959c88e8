/** Reads the configuration of the official Service Bus emulator, unchanged. */
@NullMarked
package io.trunkline.broker.wire.emulator;

import org.jspecify.annotations.NullMarked;
