package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a trigger: runs, or the reason why there are none.
 *
 * @param name name of the history entry and id of the first run
 * @param status {@link Status#SUCCEEDED}, {@link Status#SKIPPED} or {@link Status#FAILED}
 * @param outputs trigger outputs; of a split trigger without {@code body}
 * @param runs the runs to create; empty unless succeeded, and for a split of nothing
 * @param split whether each run's {@code body} is its own element
 * @param scheduledAt when a schedule wanted it, or 0
 * @param origin history entry that is fired again, or null for a first time
 * @param replyDueAt until when the caller waits for a Response action, or 0 when nobody does
 * @param runDueAt when the runs have lasted as long as they may
 */
public record Firing(
    String name,
    Status status,
    String code,
    @Nullable Failure error,
    @Nullable JsonNode inputs,
    @Nullable JsonNode outputs,
    List<NewRun> runs,
    boolean split,
    String clientTrackingId,
    String trackingId,
    long scheduledAt,
    @Nullable String origin,
    long replyDueAt,
    long runDueAt) {

  /** The most runs that one command creates. */
  private static final int MAX_RUNS = 2_000;

  /**
   * A run to create.
   *
   * @param body its element of a split trigger
   * @param traceparent W3C trace context of its span
   */
  public record NewRun(
      String id, String clientTrackingId, String traceparent, @Nullable JsonNode body) {}

  public Firing {
    runs = List.copyOf(runs);
  }

  /**
   * Returns the firing in parts that each fit in a log entry, if it has runs of their own bodies:
   * the first one as a firing, the others as {@link WorkflowCommand.FireMore}.
   *
   * @param maxBytes of the bodies of a part, as JSON text; a larger one is a part by itself
   */
  public List<Firing> parts(long maxBytes) {
    List<Firing> parts = new ArrayList<>();
    List<NewRun> part = new ArrayList<>();
    long bytes = 0;
    for (NewRun run : runs) {
      long size = run.body() == null ? 0 : ValueLimits.size(run.body());
      if (!part.isEmpty() && (bytes + size > maxBytes || part.size() >= MAX_RUNS)) {
        parts.add(with(part));
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(run);
      bytes += size;
    }
    parts.add(with(part));
    return parts;
  }

  private Firing with(List<NewRun> others) {
    return new Firing(
        name,
        status,
        code,
        error,
        inputs,
        outputs,
        others,
        split,
        clientTrackingId,
        trackingId,
        scheduledAt,
        origin,
        replyDueAt,
        runDueAt);
  }

  /** Returns trigger outputs with another body: those of one run of a split trigger. */
  public static ObjectNode withBody(@Nullable JsonNode outputs, @Nullable JsonNode body) {
    ObjectNode own = outputs instanceof ObjectNode common ? common.deepCopy() : Json.object();
    own.set("body", body);
    return own;
  }
}
