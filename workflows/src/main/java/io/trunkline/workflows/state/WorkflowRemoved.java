package io.trunkline.workflows.state;

/** Tells the leader that a workflow is gone. */
public record WorkflowRemoved(String key) {}
