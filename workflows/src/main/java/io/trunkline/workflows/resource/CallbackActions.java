package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.effects.WorkflowVersion;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.service.CallbackUrls;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.WorkflowRecord;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code listCallbackUrl} of workflows and triggers (reference/workflows.md §7.5). */
public final class CallbackActions {
  private final CallbackUrls urls;
  private final RunHistory history;

  public CallbackActions(CallbackUrls urls, RunHistory history) {
    this.urls = urls;
    this.history = history;
  }

  /** Answers for the only trigger of a workflow that can be called. */
  JsonNode ofWorkflow(WorkflowDirectory.Entry workflow, JsonNode request) {
    List<TriggerDefinition> callable =
        definition(workflow).triggers().stream().filter(CallbackActions::callable).toList();
    if (callable.isEmpty()) {
      throw noCallback(workflow.id().name());
    }
    return answer(workflow, callable.getFirst(), request);
  }

  /** Answers for one trigger. */
  JsonNode ofTrigger(WorkflowDirectory.Entry workflow, String name, JsonNode request) {
    TriggerDefinition trigger =
        definition(workflow)
            .trigger(name)
            .orElseThrow(
                () ->
                    new ResourceException(
                        404,
                        "WorkflowTriggerNotFound",
                        "The workflow has no trigger '%s'.".formatted(name)));
    if (!callable(trigger)) {
      throw noCallback(name);
    }
    return answer(workflow, trigger, request);
  }

  private ObjectNode answer(
      WorkflowDirectory.Entry workflow, TriggerDefinition trigger, JsonNode request) {
    boolean secondary = request.path("keyType").asText("").equalsIgnoreCase("Secondary");
    CallbackUrls.Signed signed =
        urls.trigger(
            workflow,
            trigger.name(),
            secondary ? CallbackUrls.KeyType.SECONDARY : CallbackUrls.KeyType.PRIMARY,
            notAfter(request));
    JsonNode inputs = trigger.inputs().source();
    String relative =
        ObjectProperties.find(inputs, "relativePath").map(JsonNode::asText).orElse("");
    String relativePath =
        relative.isEmpty() ? "" : (relative.startsWith("/") ? "" : "/") + relative;
    ObjectNode answer = Json.object();
    answer.put("value", signed.url(relativePath));
    answer.put(
        "method", ObjectProperties.find(inputs, "method").map(JsonNode::asText).orElse("POST"));
    answer.put("basePath", signed.basePath());
    if (!relative.isEmpty()) {
      answer.put("relativePath", relative);
      var parameters = answer.putArray("relativePathParameters");
      parameters(relative).forEach(parameters::add);
    }
    answer.set("queries", signed.queriesJson());
    return answer;
  }

  private WorkflowDefinition definition(WorkflowDirectory.Entry workflow) {
    return history
        .workflow(workflow.key())
        .map(WorkflowRecord::version)
        .flatMap(version -> history.loaded(workflow.key(), version))
        .map(WorkflowVersion::definition)
        .orElseThrow(() -> ResourceException.notFound(workflow.id()));
  }

  private static boolean callable(TriggerDefinition trigger) {
    return trigger.type().isRequest() || trigger.type().isWebhook();
  }

  private static List<String> parameters(String relativePath) {
    List<String> names = new ArrayList<>();
    for (String segment : relativePath.split("/", -1)) {
      if (segment.startsWith("{") && segment.endsWith("}")) {
        names.add(segment.substring(1, segment.length() - 1));
      }
    }
    return names;
  }

  private static @Nullable Instant notAfter(JsonNode request) {
    String text = request.path("notAfter").asText("");
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw ResourceException.badRequest(
          "InvalidRequestContent", "The 'notAfter' '%s' is not a time.".formatted(text));
    }
  }

  private static ResourceException noCallback(String name) {
    return ResourceException.badRequest(
        "WorkflowTriggerTypeUnsupported",
        "'%s' has no trigger that can be called.".formatted(name));
  }
}
