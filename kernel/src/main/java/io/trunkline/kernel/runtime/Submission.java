package io.trunkline.kernel.runtime;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way through the log.
 *
 * @param bytes the encoded command
 * @param submittedAt when it was submitted, in nanoseconds of {@link KernelMetrics}'s time
 * @param leadership the term of this replica's leadership that the command is part of, or {@link
 *     #ANY} where any leader may append it
 * @param reply the submitter's future, parked until the command is committed and applied
 * @param release gives back the place that the command took among those that wait
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Submission(
    byte[] bytes,
    long submittedAt,
    long leadership,
    CompletableFuture<@Nullable Object> reply,
    Runnable release) {
  /** The leadership of what any leader may append. */
  static final long ANY = 0;

  /** Returns whether only this replica, as the leader that it is now, may append the command. */
  boolean bound() {
    return leadership != ANY;
  }

  void succeed(@Nullable Object value) {
    release.run();
    reply.complete(value);
  }

  void fail(Throwable failure) {
    release.run();
    reply.completeExceptionally(failure);
  }
}
