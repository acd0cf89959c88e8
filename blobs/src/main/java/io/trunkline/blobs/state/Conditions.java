package io.trunkline.blobs.state;

import org.jspecify.annotations.Nullable;

/**
 * What must hold for a request on a blob.
 *
 * @param ifMatch etag that the blob must have, {@code *} for any, or null
 * @param ifNoneMatch etag that the blob must not have, {@code *} for any, or null
 * @param ifModifiedSince milliseconds since the epoch, or null
 * @param ifUnmodifiedSince milliseconds since the epoch, or null
 */
public record Conditions(
    @Nullable String ifMatch,
    @Nullable String ifNoneMatch,
    @Nullable Long ifModifiedSince,
    @Nullable Long ifUnmodifiedSince) {
  public static final Conditions NONE = new Conditions(null, null, null, null);

  /** How a check ends. */
  public enum Result {
    HOLDS,
    FAILED,
    /** {@code If-None-Match: *} and the blob is there. */
    EXISTS
  }

  /** Checks the conditions against the blob that is there, or null for none. */
  public Result check(@Nullable Blob blob) {
    if (blob == null) {
      return ifMatch == null ? Result.HOLDS : Result.FAILED;
    }
    if ("*".equals(ifNoneMatch)) {
      return Result.EXISTS;
    }
    // HTTP dates have whole seconds.
    long changed = blob.changedAt() / 1_000 * 1_000;
    boolean holds =
        (ifMatch == null || ifMatch.equals("*") || ifMatch.equals(blob.etag()))
            && (ifNoneMatch == null || !ifNoneMatch.equals(blob.etag()))
            && (ifModifiedSince == null || changed > ifModifiedSince)
            && (ifUnmodifiedSince == null || changed <= ifUnmodifiedSince);
    return holds ? Result.HOLDS : Result.FAILED;
  }
}
