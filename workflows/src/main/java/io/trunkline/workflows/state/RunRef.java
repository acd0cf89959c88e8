package io.trunkline.workflows.state;

/**
 * Names a run.
 *
 * @param workflow key of the workflow, 32 hexadecimal digits
 * @param run run id (reference/workflows.md §5.1)
 */
public record RunRef(String workflow, String run) {}
