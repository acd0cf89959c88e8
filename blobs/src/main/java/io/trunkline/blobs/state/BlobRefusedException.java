package io.trunkline.blobs.state;

import io.trunkline.kernel.RejectedException;

/** The state does not allow a command. */
public class BlobRefusedException extends RejectedException {
  private static final long serialVersionUID = 1L;

  /** Why, in the service's error codes. */
  public enum Reason {
    CONTAINER_NOT_FOUND(404, "ContainerNotFound", "The specified container does not exist."),
    BLOB_NOT_FOUND(404, "BlobNotFound", "The specified blob does not exist."),
    BLOB_ALREADY_EXISTS(409, "BlobAlreadyExists", "The specified blob already exists."),
    CONDITION_NOT_MET(
        412,
        "ConditionNotMet",
        "The condition specified using HTTP conditional header(s) is not met."),
    INVALID_BLOCK_LIST(400, "InvalidBlockList", "The specified block list is invalid."),
    INVALID_BLOCK_ID(
        400, "InvalidBlobOrBlock", "All blocks of a blob need block ids of the same length."),
    TOO_MANY_BLOCKS(
        409, "BlockCountExceedsLimit", "The uncommitted block count exceeds the maximum.");

    private final int status;
    private final String code;
    private final String text;

    Reason(int status, String code, String text) {
      this.status = status;
      this.code = code;
      this.text = text;
    }

    public int status() {
      return status;
    }

    public String code() {
      return code;
    }
  }

  private final Reason reason;

  public BlobRefusedException(Reason reason) {
    super(reason.text);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
