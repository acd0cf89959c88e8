package io.trunkline.workflows.script;

/** A script failed, or took more than it may. */
public final class ScriptException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String code;

  /**
   * @param code an identifier of reference/workflows.md Annex A
   */
  public ScriptException(String code, String message) {
    super(message);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
