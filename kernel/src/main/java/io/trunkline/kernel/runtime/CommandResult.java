package io.trunkline.kernel.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one command.
 *
 * @param reply what the machine returned
 * @param failure why nothing changed, or null where the command was applied
 * @param changes what the leader has to do about it; empty where it failed
 */
record CommandResult(
    @Nullable Object reply, @Nullable RuntimeException failure, List<Change> changes) {}
