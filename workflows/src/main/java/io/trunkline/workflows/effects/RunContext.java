package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionBody;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.EvaluationContext;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.LoopRecord;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.RunView;
import io.trunkline.workflows.state.TriggerValues;
import io.trunkline.workflows.state.VariableRecord;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an expression at one place of a run sees. What it computes is committed by the caller. */
final class RunContext implements EvaluationContext {
  private final WorkflowVersion version;
  private final RunView view;
  private final Place place;
  private final Environment environment;
  private final @Nullable ActionRecord current;
  private final @Nullable String callbackUrl;

  RunContext(
      WorkflowVersion version,
      RunView view,
      Place place,
      Environment environment,
      @Nullable ActionRecord current) {
    this(version, view, place, environment, current, null);
  }

  private RunContext(
      WorkflowVersion version,
      RunView view,
      Place place,
      Environment environment,
      @Nullable ActionRecord current,
      @Nullable String callbackUrl) {
    this.version = version;
    this.view = view;
    this.place = place;
    this.environment = environment;
    this.current = current;
    this.callbackUrl = callbackUrl;
  }

  /** Returns this context with {@code action()} answering {@code record}. */
  RunContext about(ActionRecord record) {
    return new RunContext(version, view, place, environment, record, callbackUrl);
  }

  /** Returns this context with {@code listCallbackUrl()} answering {@code url}. */
  RunContext calledBackAt(String url) {
    return new RunContext(version, view, place, environment, current, url);
  }

  @Override
  public Optional<JsonNode> parameter(String name) {
    return version.parameter(name);
  }

  @Override
  public Optional<String> appSetting(String name) {
    return version.appSetting(name).or(() -> environment.appSetting(name));
  }

  @Override
  public Optional<JsonNode> trigger() {
    TriggerValues values = view.trigger();
    return Optional.of(
        RunJson.trigger(
            view.run(), new TriggerValues(load(values.inputs()), load(values.outputs()))));
  }

  @Override
  public Optional<JsonNode> action(String name) {
    return definition().action(name).flatMap(this::visible);
  }

  /** Finds the execution that this place refers to: the one in the passes that enclose both. */
  private Optional<JsonNode> visible(ActionDefinition action) {
    List<ActionDefinition> loops = Place.enclosingLoops(definition(), action.name());
    int shared = 0;
    while (shared < loops.size()
        && shared < place.frames().size()
        && place.frames().get(shared).definition().name().equals(loops.get(shared).name())) {
      shared++;
    }
    return descend(action, loops, shared, place.repetition(shared));
  }

  private Optional<JsonNode> descend(
      ActionDefinition action, List<ActionDefinition> loops, int depth, String repetition) {
    if (depth == loops.size()) {
      ActionRecord record = view.action(new ActionKey(action.name(), repetition));
      return record == null ? Optional.empty() : Optional.of(json(record));
    }
    ActionKey loop = new ActionKey(loops.get(depth).name(), repetition);
    LoopRecord progress = view.loop(loop);
    if (progress == null || progress.next() == 0) {
      return Optional.empty();
    }
    if (loops.get(depth).body() instanceof ActionBody.Until) {
      return descend(action, loops, depth + 1, loop.iteration(progress.next() - 1));
    }
    return Optional.of(overPasses(action, loop, progress));
  }

  /** Returns one record for all passes, its outputs an array of the passes' records (§5.6). */
  private ObjectNode overPasses(ActionDefinition action, ActionKey loop, LoopRecord progress) {
    ArrayNode outputs = Json.array();
    Status status = Status.SUCCEEDED;
    for (int index = 0; index < progress.next(); index++) {
      ActionRecord record = view.action(new ActionKey(action.name(), loop.iteration(index)));
      if (record != null) {
        outputs.add(json(record));
        status = status.merge(record.status());
      }
    }
    ObjectNode json = Json.object();
    json.put("name", action.name());
    json.set("outputs", outputs);
    json.put("clientTrackingId", view.run().clientTrackingId());
    json.put("status", status.text());
    return json;
  }

  @Override
  public Optional<JsonNode> currentAction() {
    return Optional.ofNullable(current).map(this::json);
  }

  @Override
  public Optional<JsonNode> result(String scope) {
    return definition()
        .action(scope)
        .filter(action -> action.type().isScope())
        .map(
            action -> {
              ArrayNode items = Json.array();
              for (ActionDefinition child : action.body().children()) {
                visible(child).ifPresent(items::add);
              }
              return items;
            });
  }

  @Override
  public Optional<JsonNode> variable(String name) {
    return variableRecord(name).map(VariableRecord::value);
  }

  @Override
  public Optional<JsonNode> item() {
    for (int i = place.frames().size() - 1; i >= 0; i--) {
      Place.Frame frame = place.frames().get(i);
      if (frame.definition().body() instanceof ActionBody.Foreach) {
        return item(frame);
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<JsonNode> item(String loop) {
    return place.frames().stream()
        .filter(frame -> frame.definition().name().equalsIgnoreCase(loop))
        .findFirst()
        .flatMap(this::item);
  }

  /** Returns the element that a pass of a Foreach is about. */
  Optional<JsonNode> item(Place.Frame frame) {
    return view.items(frame.loop()).map(this::load).map(items -> items.get(frame.index()));
  }

  private ObjectNode json(ActionRecord record) {
    ObjectNode json = RunJson.action(record, view.run().clientTrackingId());
    for (String name : List.of("inputs", "outputs")) {
      if (json.has(name)) {
        json.set(name, load(json.get(name)));
      }
    }
    return json;
  }

  /** Returns the value that stands in a record of the run. */
  @Nullable JsonNode load(@Nullable JsonNode value) {
    return environment.load(view.run().ref(), value);
  }

  RunRecord run() {
    return view.run();
  }

  Optional<VariableRecord> variableRecord(String name) {
    return view.variable(name)
        .map(
            variable ->
                new VariableRecord(
                    variable.name(),
                    variable.type(),
                    Objects.requireNonNull(load(variable.value()))));
  }

  Place place() {
    return place;
  }

  @Override
  public OptionalInt iterationIndex(String loop) {
    return place.frames().stream()
        .filter(frame -> frame.definition().name().equalsIgnoreCase(loop))
        .mapToInt(Place.Frame::index)
        .findFirst();
  }

  @Override
  public JsonNode workflow() {
    ObjectNode workflow = version.describe();
    String id = version.id() + "/runs/" + view.run().ref().run();
    workflow
        .putObject("run")
        .put("id", id)
        .put("name", view.run().ref().run())
        .put("type", "Microsoft.Logic/workflows/runs");
    return workflow;
  }

  @Override
  public Optional<String> listCallbackUrl() {
    return Optional.ofNullable(callbackUrl);
  }

  @Override
  public Instant now() {
    return environment.clock().instant();
  }

  @Override
  public UUID guid() {
    return environment.ids().uuid();
  }

  @Override
  public long random(long minimum, long maximum) {
    return environment.random(minimum, maximum);
  }

  private WorkflowDefinition definition() {
    return version.definition();
  }
}
