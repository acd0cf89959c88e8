package io.trunkline.broker.wire.admin;

/** A request of the administration REST is refused ({@code reference/service-bus.md §13.8}). */
final class AdminException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final int subCode;

  AdminException(int status, int subCode, String message) {
    super(message, null, false, false);
    this.status = status;
    this.subCode = subCode;
  }

  static AdminException invalid(String message) {
    return new AdminException(400, 40000, message);
  }

  static AdminException notFound(String path) {
    return new AdminException(
        404, 40400, "The messaging entity '" + path + "' could not be found.");
  }

  static AdminException exists(String path) {
    return new AdminException(409, 40900, "The messaging entity '" + path + "' exists already.");
  }

  int status() {
    return status;
  }

  int subCode() {
    return subCode;
  }
}
