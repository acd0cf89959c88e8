package io.trunkline.blobs.wire;

/** A request that is answered with one of the service's errors. */
final class BlobException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String code;

  BlobException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  static BlobException invalidHeader(String name) {
    return new BlobException(
        400, "InvalidHeaderValue", "The value of the HTTP header '" + name + "' is invalid.");
  }

  static BlobException invalidParameter(String name) {
    return new BlobException(
        400,
        "InvalidQueryParameterValue",
        "The value of the query parameter '" + name + "' is invalid.");
  }

  static BlobException unsupported(String what) {
    return new BlobException(501, "NotImplemented", what + " is not supported.");
  }
}
