package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.state.Firing;
import java.util.OptionalInt;

/** The {@code Recurrence} trigger: fires at every occurrence (reference/workflows.md §3.5). */
final class RecurrenceCheck implements TriggerCheck {
  private static final String FIRED = "fired";

  private final Firings firings;

  RecurrenceCheck(Firings firings) {
    this.firings = firings;
  }

  @Override
  public Result check(Site site) {
    if (Schedules.missed(
        site.trigger(), site.version(), site.environment(), site.check().scheduledAt())) {
      return new Result(null, site.nextAt(), site.check().state(), null);
    }
    OptionalInt most = Schedules.count(site.trigger(), site.version(), site.environment());
    int fired = site.state().path(FIRED).asInt() + 1;
    Firing firing =
        firings.of(
            site.version(),
            site.trigger(),
            null,
            null,
            Firings.Occasion.scheduled(site.check().scheduledAt()));
    if (most.isEmpty()) {
      return new Result(firing, site.nextAt(), null, null);
    }
    ObjectNode state = Json.object().put(FIRED, fired);
    return new Result(firing, fired >= most.getAsInt() ? 0 : site.nextAt(), state, null);
  }
}
