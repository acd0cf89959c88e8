package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.schedule.SlidingWindows;
import io.trunkline.workflows.state.Firing;
import io.trunkline.workflows.state.TriggerRecord;

/**
 * The {@code SlidingWindow} trigger: one run for each window, in order, also for the windows that
 * ended while nobody was there (reference/workflows.md §3.6).
 */
final class SlidingWindowCheck implements TriggerCheck {
  private static final String WINDOW = "window";

  private final Firings firings;

  SlidingWindowCheck(Firings firings) {
    this.firings = firings;
  }

  @Override
  public Result check(Site site) {
    SlidingWindows windows = Schedules.windows(site.trigger(), site.version(), site.environment());
    long number = site.state().path(WINDOW).asLong();
    SlidingWindows.Window window = windows.window(number);
    long next = windows.window(number + 1).dueAt().toEpochMilli();
    if (window.dueAt().toEpochMilli() > site.environment().now()) {
      // The clock or the delay has changed: it is not time yet.
      return new Result(null, window.dueAt().toEpochMilli(), state(number, window), null);
    }
    ObjectNode outputs =
        Json.object()
            .put("windowStartTime", Timestamps.of(window.start()))
            .put("windowEndTime", Timestamps.of(window.end()));
    Firing firing =
        firings.of(
            site.version(),
            site.trigger(),
            null,
            outputs,
            Firings.Occasion.scheduled(window.dueAt().toEpochMilli()));
    return new Result(firing, next, state(number + 1, windows.window(number + 1)), null);
  }

  private static JsonNode state(long number, SlidingWindows.Window window) {
    return Json.object()
        .put(WINDOW, number)
        .put(TriggerRecord.DUE_AT, window.dueAt().toEpochMilli());
  }
}
