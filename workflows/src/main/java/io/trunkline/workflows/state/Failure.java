package io.trunkline.workflows.state;

/**
 * Why something failed or was skipped.
 *
 * @param code an identifier of reference/workflows.md Annex A
 * @param message for the author of the workflow
 */
public record Failure(String code, String message) {}
