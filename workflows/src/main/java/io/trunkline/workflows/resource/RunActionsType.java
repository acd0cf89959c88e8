package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.http.Fields;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code Microsoft.Logic/workflows/runs/actions}. An action inside a loop shows its last execution;
 * all of them are its repetitions.
 */
final class RunActionsType implements ProxiedType {
  static final String NAME = "Microsoft.Logic/workflows/runs/actions";

  private final HistoryPlace place;
  private final HistoryJson json;

  RunActionsType(HistoryPlace place, HistoryJson json) {
    this.place = place;
    this.json = json;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return LogicVersions.ALL;
  }

  @Override
  public JsonNode get(ResourceId id, Fields parameters) {
    RunRecord run = place.run(id);
    String name = id.names().get(2);
    List<ActionRecord> executions = place.history().actions(run.ref(), name);
    if (executions.isEmpty()) {
      throw new ResourceException(
          404,
          "WorkflowRunActionNotFound",
          "The workflow run action '%s' could not be found.".formatted(name));
    }
    return shown(place.workflow(id), run, executions);
  }

  @Override
  public JsonNode list(ResourceId parent, Fields parameters) {
    RunRecord run = place.run(parent);
    WorkflowDirectory.Entry workflow = place.workflow(parent);
    ListFilter filter = ListFilter.of(parameters);
    Map<String, List<ActionRecord>> byName = new LinkedHashMap<>();
    for (ActionRecord action : place.history().actions(run.ref())) {
      byName.computeIfAbsent(action.key().name(), name -> new ArrayList<>()).add(action);
    }
    return HistoryJson.list(
        byName.values().stream()
            .filter(
                executions ->
                    filter.accepts(
                        executions.getLast().status(),
                        executions.getLast().startedAt(),
                        run.clientTrackingId()))
            .map(executions -> shown(workflow, run, executions))
            .toList());
  }

  private ObjectNode shown(
      WorkflowDirectory.Entry workflow, RunRecord run, List<ActionRecord> executions) {
    ActionRecord last = executions.getLast();
    int passes = place.history().iterations(run.ref(), last.key().name()).size();
    boolean looped = !last.key().repetition().isEmpty();
    ObjectNode shown = json.action(workflow, run, last, looped ? executions.size() : passes);
    if (looped) {
      String id = workflow.id() + "/runs/" + run.ref().run() + "/actions/" + last.key().name();
      shown.put("id", id).put("name", last.key().name()).put("type", NAME);
    }
    return shown;
  }
}
