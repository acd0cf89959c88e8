package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How far a schedule or poll has come.
 *
 * @param generation grows whenever the schedule begins anew; checks of an older one are void
 * @param checks how many checks have begun; numbers them
 * @param nextAt when the next check is due, or 0 for never
 * @param lastAt when the last check ended, or 0
 * @param state what the next check needs to know of the last, for example the address to poll
 */
public record TriggerRecord(
    String workflow,
    String name,
    long generation,
    long checks,
    long nextAt,
    long lastAt,
    @Nullable JsonNode state) {
  /** Where a {@link #state} says when a check is due that must not be left out. */
  public static final String DUE_AT = "dueAt";

  /** Where a {@link #state} names the batches that a check releases. */
  public static final String RELEASE = "release";
}
