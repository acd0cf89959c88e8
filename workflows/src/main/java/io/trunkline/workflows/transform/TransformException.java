package io.trunkline.workflows.transform;

/** Content cannot be transformed or is not valid. */
public final class TransformException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String code;

  /**
   * @param code an identifier of reference/workflows.md Annex A
   */
  public TransformException(String code, String message) {
    super(message);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
