package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.Template;
import java.util.List;
import java.util.Optional;

/**
 * A trigger of a definition (reference/workflows.md §3.1).
 *
 * @param kind the sub-type as written, empty where absent
 * @param path its JSON path in the document
 * @param recurrence evaluated before each use; read by {@code Recurrence.from}
 * @param conditions all must be true, else the check is skipped
 * @param splitOn gives the array of which each element starts a run
 * @param splitOnTrackingId client tracking id of each run that {@code splitOn} starts
 * @param clientTrackingId client tracking id of the run
 * @param schema {@code inputs.schema} of a Request trigger
 * @param source as written
 */
public record TriggerDefinition(
    String name,
    TriggerType type,
    String kind,
    String path,
    Template inputs,
    Optional<Template> recurrence,
    List<Template> conditions,
    Optional<Template> splitOn,
    Optional<Template> splitOnTrackingId,
    Optional<Template> clientTrackingId,
    Optional<JsonNode> schema,
    OperationSettings settings,
    JsonNode source) {
  public TriggerDefinition {
    conditions = List.copyOf(conditions);
  }
}
