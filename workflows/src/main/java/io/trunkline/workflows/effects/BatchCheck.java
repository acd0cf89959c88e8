package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.state.TriggerRecord;
import java.time.Instant;
import java.util.Map;

/** Releases the batches whose recurrence is due (reference/workflows.md §3.10). */
final class BatchCheck implements TriggerCheck {
  private static final String DUE = "due";

  @Override
  public Result check(Site site) {
    Instant now = site.environment().clock().instant();
    JsonNode before = site.state().path(DUE);
    ObjectNode state = Json.object();
    ObjectNode due = state.putObject(DUE);
    var release = state.putArray(TriggerRecord.RELEASE);
    long nextAt = 0;
    for (Map.Entry<String, Instant> next :
        BatchCriteria.nextReleases(site.trigger(), site.version(), site.environment(), now)
            .entrySet()) {
      long dueAt = before.path(next.getKey()).asLong(site.check().scheduledAt());
      if (dueAt <= now.toEpochMilli()) {
        release.add(next.getKey());
        dueAt = next.getValue().toEpochMilli();
      }
      due.put(next.getKey(), dueAt);
      nextAt = nextAt == 0 ? dueAt : Math.min(nextAt, dueAt);
    }
    return new Result(null, nextAt, state, null);
  }
}
