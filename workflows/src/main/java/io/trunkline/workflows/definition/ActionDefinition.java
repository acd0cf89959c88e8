package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.Template;
import java.util.Map;
import java.util.Set;

/**
 * An action of a definition (reference/workflows.md §4.1).
 *
 * @param kind the sub-type as written, empty where absent
 * @param path its JSON path in the document
 * @param inputs the whole tree; for {@code Query}, {@code Select} and {@code Table} the parts that
 *     are evaluated for each element are evaluated by {@code operation} classes instead
 * @param runAfter for each predecessor, in its own spelling, the statuses after which this one runs
 * @param source as written
 */
public record ActionDefinition(
    String name,
    ActionType type,
    String kind,
    String path,
    Template inputs,
    Map<String, Set<Status>> runAfter,
    ActionBody body,
    OperationSettings settings,
    JsonNode source) {}
