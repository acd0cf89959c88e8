package io.trunkline.workflows.service;

/** A request about a workflow cannot be carried out; becomes {@code {"error":{code,message}}}. */
public class WorkflowException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String code;

  /**
   * @param status HTTP status, 400 to 599
   * @param code an identifier of reference/workflows.md Annex A
   */
  public WorkflowException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }
}
