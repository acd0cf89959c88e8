package io.trunkline.workflows.state;

import io.trunkline.workflows.definition.Status;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a loop.
 *
 * @param loop the Foreach or Until
 * @param index from 0
 */
public record IterationRecord(
    ActionKey loop,
    int index,
    Status status,
    @Nullable String code,
    long startedAt,
    long endedAt) {}
