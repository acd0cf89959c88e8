package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.effects.Timestamps;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code …/requestHistories} of an action or of a repetition: an entry for each attempt of its
 * call, named by its number (reference/workflows.md §7.3).
 */
final class RequestHistoriesType extends HistoryFrame<RequestHistoriesType.Attempt> {
  static final String OF_ACTIONS = RunActionsType.NAME + "/requestHistories";
  static final String OF_REPETITIONS = RepetitionsType.NAME + "/requestHistories";

  /**
   * An attempt.
   *
   * @param number from 0
   */
  record Attempt(ActionRecord action, int number) {}

  private final boolean repeated;

  RequestHistoriesType(String prefix, boolean repeated, HistoryPlace place, HistoryJson json) {
    super(
        LogicPaths.type(prefix, repeated ? OF_REPETITIONS : OF_ACTIONS),
        "WorkflowRunActionRequestHistoryNotFound",
        "request history",
        place,
        json);
    this.repeated = repeated;
  }

  @Override
  Optional<Attempt> find(ResourceId id) {
    return attempts(id).stream().filter(attempt -> name(attempt).equals(id.name())).findFirst();
  }

  @Override
  List<Attempt> all(ResourceId parent, ListFilter filter) {
    return attempts(parent);
  }

  /** Actions that call nothing have none; those inside loops have theirs with the repetitions. */
  private List<Attempt> attempts(ResourceId id) {
    List<String> names = LogicPaths.names(id);
    ActionKey key = new ActionKey(names.get(2), repeated ? names.get(3) : "");
    List<Attempt> attempts = new ArrayList<>();
    place
        .history()
        .action(place.run(id).ref(), key)
        .filter(action -> action.work() == ActionRecord.Work.CALL)
        .ifPresent(
            action -> {
              for (int number = 0; number <= action.retries().size(); number++) {
                attempts.add(new Attempt(action, number));
              }
            });
    return attempts;
  }

  private static String name(Attempt attempt) {
    return String.format("%06d", attempt.number());
  }

  @Override
  ObjectNode shown(ResourceId at, Attempt attempt) {
    ActionRecord action = attempt.action();
    // Of the action itself come the links and what may be shown of its inputs.
    JsonNode shown = json.action(place.workflow(at), place.run(at), action, 0).path("properties");
    String id = json.actionId(place.workflow(at), place.run(at), action) + "/requestHistories/";
    ObjectNode entry = HistoryJson.envelope(id + name(attempt), name(attempt), name());
    ObjectNode properties = entry.putObject("properties");
    boolean last = attempt.number() == action.retries().size();
    ObjectNode request = properties.putObject("request");
    for (String name : List.of("method", "uri", "path", "headers")) {
      if (shown.path("inputs").has(name)) {
        request.set(name, shown.path("inputs").get(name));
      }
    }
    ObjectNode response = Json.object();
    if (last) {
      properties.put("startTime", shown.path("startTime").asText());
      if (shown.has("endTime")) {
        properties.put("endTime", shown.path("endTime").asText());
      }
      response.setAll(fields(shown.path("outputs")));
      if (shown.has("outputsLink")) {
        response.set("bodyLink", shown.path("outputsLink"));
      }
      if (shown.has("error")) {
        properties.set("error", shown.path("error"));
      }
    } else {
      ActionRecord.Retry retry = action.retries().get(attempt.number());
      properties.put("startTime", Timestamps.of(retry.startedAt()));
      properties.put("endTime", Timestamps.of(retry.endedAt()));
      properties.putObject("error").put("code", retry.code());
    }
    properties.set("response", response);
    return entry;
  }

  private static ObjectNode fields(JsonNode outputs) {
    ObjectNode fields = Json.object();
    for (String name : List.of("statusCode", "headers")) {
      if (outputs.has(name)) {
        fields.set(name, outputs.get(name));
      }
    }
    return fields;
  }
}
