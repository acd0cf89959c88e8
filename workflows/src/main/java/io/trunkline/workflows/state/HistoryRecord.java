package io.trunkline.workflows.state;

import io.trunkline.workflows.definition.Status;
import org.jspecify.annotations.Nullable;

/**
 * One firing or check of a trigger (reference/workflows.md §3.12).
 *
 * @param name equals the id of the (first) run it made
 * @param scheduledAt when a schedule wanted it, or 0
 * @param runs how many runs it made
 */
public record HistoryRecord(
    String workflow,
    String trigger,
    String name,
    Status status,
    String code,
    @Nullable Failure error,
    long startedAt,
    long endedAt,
    long scheduledAt,
    String clientTrackingId,
    String trackingId,
    int runs) {}
