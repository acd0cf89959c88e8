package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.LimitsJson;
import java.time.Duration;

/**
 * Limits of the workflow engine (reference/workflows.md §9).
 *
 * @param maxValueBytes inputs or outputs of one action, as JSON text
 * @param inlineBytes values that are larger, as JSON text, are kept beside the run, in pieces
 * @param cacheBytes how many bytes of such values stay in memory once they were read
 * @param maxStepBytes what one step of a run commits; what is more waits for the next
 * @param maxStepActions actions that end in one step; once as many have, the rest waits for the
 *     next
 * @param maxBodyBytes body of a call to a trigger, and of an answer to an HTTP action
 * @param maxSplitItems runs that one firing of a split trigger makes
 * @param maxSplitItemsWithConcurrency the same where trigger concurrency is on
 * @param maxForeachItems items of a Foreach
 * @param foreachConcurrency passes of a Foreach at once where the definition says nothing
 * @param defaultWaitingRuns runs that may wait where trigger concurrency is on
 * @param chunkBytes size of the chunks in which large content travels, unless the other side asks
 *     for another
 * @param responseWait how long the caller of a Request trigger waits for the Response action
 * @param requestTimeout of one outgoing HTTP request
 * @param pollInterval between polls of an asynchronous answer that names none
 * @param receiveWait how long a trigger waits for the first message of a poll
 * @param runDuration after which a run has timed out
 * @param runRetention how long ended runs stay in the history; zero for ever
 * @param maxRuns ended runs of a workflow that stay in the history; 0 for all
 * @param maxHistories history entries of a trigger that stay; 0 for all
 * @param maxVersions versions of a workflow that stay, those of kept runs apart
 * @param pruneInterval how often old runs are looked for
 * @param maxIdleViews runs kept in memory while nothing happens in them
 */
public record WorkflowLimits(
    int maxValueBytes,
    int inlineBytes,
    long cacheBytes,
    int maxStepBytes,
    int maxStepActions,
    int maxBodyBytes,
    int maxSplitItems,
    int maxSplitItemsWithConcurrency,
    int maxForeachItems,
    int foreachConcurrency,
    int defaultWaitingRuns,
    int chunkBytes,
    Duration responseWait,
    Duration requestTimeout,
    Duration pollInterval,
    Duration receiveWait,
    Duration runDuration,
    Duration runRetention,
    int maxRuns,
    int maxHistories,
    int maxVersions,
    Duration pruneInterval,
    int maxIdleViews) {
  private static final int STATELESS_ITEMS = 100;
  private static final Duration STATELESS_DURATION = Duration.ofMinutes(5);

  /**
   * Returns these limits with others for some of them.
   *
   * @param given an object with names of limits; sizes and numbers as numbers, durations in ISO
   *     8601
   * @throws IllegalArgumentException saying what is wrong, to go on behind the name of the object
   */
  public WorkflowLimits with(JsonNode given) {
    return LimitsJson.with(this, given);
  }

  /** Returns the limits of stateless runs (§5.11): five minutes, loops one pass at a time. */
  WorkflowLimits forStateless() {
    return new WorkflowLimits(
        maxValueBytes,
        maxValueBytes,
        cacheBytes,
        maxValueBytes,
        maxStepActions,
        maxBodyBytes,
        maxSplitItems,
        maxSplitItemsWithConcurrency,
        STATELESS_ITEMS,
        1,
        defaultWaitingRuns,
        chunkBytes,
        responseWait,
        requestTimeout,
        pollInterval,
        receiveWait,
        STATELESS_DURATION,
        runRetention,
        maxRuns,
        maxHistories,
        maxVersions,
        pruneInterval,
        maxIdleViews);
  }

  /** The documented defaults. */
  public static WorkflowLimits defaults() {
    return new WorkflowLimits(
        100 << 20,
        128 << 10,
        64L << 20,
        1 << 20,
        100,
        100 << 20,
        100_000,
        100,
        100_000,
        20,
        10,
        5 << 20,
        Duration.ofSeconds(120),
        Duration.ofSeconds(120),
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        Duration.ofDays(90),
        Duration.ofDays(90),
        10_000,
        10_000,
        100,
        Duration.ofHours(1),
        1_000);
  }
}
