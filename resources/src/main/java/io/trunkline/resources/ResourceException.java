package io.trunkline.resources;

import java.util.Optional;

/** A request about a resource cannot be carried out; becomes an ARM error reply. */
public class ResourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String code;
  private final String target;

  /**
   * @param status HTTP status, 400 to 599
   * @param code ARM error code, for example {@code InvalidTemplate}
   * @param message what is wrong and where
   */
  public ResourceException(int status, String code, String message) {
    this(status, code, message, null);
  }

  public ResourceException(int status, String code, String message, String target) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.target = target;
  }

  public static ResourceException badRequest(String code, String message) {
    return new ResourceException(400, code, message);
  }

  public static ResourceException notFound(ResourceId id) {
    return new ResourceException(
        404, "ResourceNotFound", "The Resource '" + id + "' was not found.");
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** Returns what the error is about, a resource id or a JSON path. */
  public Optional<String> target() {
    return Optional.ofNullable(target);
  }
}
