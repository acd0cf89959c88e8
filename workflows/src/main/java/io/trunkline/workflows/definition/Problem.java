package io.trunkline.workflows.definition;

/**
 * Why a definition is refused.
 *
 * @param path JSON path of the faulty place, such as {@code $.actions.Send.inputs.uri}
 * @param code the service's error code (reference/workflows.md Annex A)
 * @param message for the author of the workflow
 */
public record Problem(String path, String code, String message) {
  /** The code of most problems of a definition. */
  public static final String INVALID_TEMPLATE = "InvalidTemplate";

  @Override
  public String toString() {
    return path + ": " + code + ": " + message;
  }
}
