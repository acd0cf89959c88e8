package io.trunkline.workflows.state;

/** Names one partition of one batch of a Batch trigger. */
public record BatchKey(String workflow, String trigger, String batch, String partition) {}
