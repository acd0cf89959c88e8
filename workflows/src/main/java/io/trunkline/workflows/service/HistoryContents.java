package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.effects.WorkflowVersion;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Inputs and outputs as history shows them: secured ones not at all, secure parameters masked
 * (reference/workflows.md §5.8).
 */
public final class HistoryContents {
  /** Stands where a secret was. */
  public static final String MASK = "*sanitized*";

  private final RunHistory history;

  public HistoryContents(RunHistory history) {
    this.history = history;
  }

  /** What is read of an execution. */
  public enum Kind {
    INPUTS,
    OUTPUTS
  }

  /** Returns whether a kind of content of an action, or of the trigger, must not be shown. */
  public boolean secured(RunRecord run, @Nullable String action, Kind kind) {
    return version(run).map(version -> secured(version, run.trigger(), action, kind)).orElse(false);
  }

  private static boolean secured(
      WorkflowVersion version, String trigger, @Nullable String action, Kind kind) {
    if (action == null) {
      return kind == Kind.OUTPUTS
          ? version.secureFlow().securesTriggerOutputs()
          : version
              .definition()
              .trigger(trigger)
              .filter(one -> one.settings().runtime().securesInputs())
              .isPresent();
    }
    return kind == Kind.INPUTS
        ? version.secureFlow().securesInputs(action)
        : version.secureFlow().securesOutputs(action);
  }

  /** Returns what may be shown of an error of an action, or of a run: messages quote values. */
  public @Nullable Failure shown(RunRecord run, @Nullable String action, @Nullable Failure error) {
    Optional<WorkflowVersion> version = version(run);
    if (error == null || version.isEmpty()) {
      return error;
    }
    boolean hidden =
        action == null
            ? version.get().secureFlow().securesError(version.get().definition())
            : secured(run, action, Kind.INPUTS) || secured(run, action, Kind.OUTPUTS);
    return hidden
        ? new Failure(error.code(), MASK)
        : new Failure(error.code(), masked(error.message(), version.get().secrets()));
  }

  /** Returns what may be shown of an error of a trigger, as its workflow is now. */
  public @Nullable Failure shown(String workflow, @Nullable Failure error) {
    Optional<WorkflowVersion> version =
        history.workflow(workflow).flatMap(one -> history.loaded(workflow, one.version()));
    if (error == null || version.isEmpty()) {
      return error;
    }
    return version.get().secureFlow().securesTriggerOutputs()
        ? new Failure(error.code(), MASK)
        : new Failure(error.code(), masked(error.message(), version.get().secrets()));
  }

  /** Returns what may be shown of the tracked properties of an action. */
  public JsonNode tracked(RunRecord run, String action, JsonNode properties) {
    boolean hidden = secured(run, action, Kind.INPUTS) || secured(run, action, Kind.OUTPUTS);
    if (hidden) {
      ObjectNode names = Json.object();
      properties.fieldNames().forEachRemaining(name -> names.put(name, MASK));
      return names;
    }
    return masked(run, properties);
  }

  /** Returns what may be shown of the outputs of a run, {@code {name: {type, value}}}. */
  public JsonNode outputs(RunRecord run, JsonNode outputs) {
    ObjectNode shown = Json.object();
    for (Map.Entry<String, JsonNode> output : outputs.properties()) {
      boolean hidden =
          version(run)
              .filter(version -> version.secureFlow().securesResult(output.getKey()))
              .isPresent();
      if (hidden) {
        shown
            .putObject(output.getKey())
            .put("type", output.getValue().path("type").asText())
            .put("value", MASK);
      } else {
        shown.set(output.getKey(), masked(run, output.getValue()));
      }
    }
    return shown;
  }

  /** Returns what may be shown of a text that may quote the value of a secure parameter. */
  public String text(RunRecord run, String text) {
    return version(run).map(version -> masked(text, version.secrets())).orElse(text);
  }

  private JsonNode masked(RunRecord run, JsonNode value) {
    List<String> secrets = version(run).map(WorkflowVersion::secrets).orElse(List.of());
    return secrets.isEmpty() ? value : masked(value, secrets);
  }

  /** Returns what may be shown of {@code value}; empty for nothing. */
  public Optional<JsonNode> shown(
      RunRecord run, @Nullable String action, Kind kind, @Nullable JsonNode value) {
    if (value == null || secured(run, action, kind)) {
      return Optional.empty();
    }
    return Optional.of(masked(run, value));
  }

  /** Reads the content behind a link; empty where there is none, or it is secured. */
  public Optional<JsonNode> read(RunRecord run, @Nullable ActionKey action, Kind kind) {
    JsonNode value;
    if (action == null) {
      var values = history.triggerValues(run.ref());
      value = kind == Kind.INPUTS ? values.inputs() : values.outputs();
    } else {
      value =
          history
              .action(run.ref(), action)
              .map(record -> kind == Kind.INPUTS ? record.inputs() : record.outputs())
              .orElse(null);
    }
    return shown(run, action == null ? null : action.name(), kind, history.load(run.ref(), value));
  }

  private Optional<WorkflowVersion> version(RunRecord run) {
    return history.loaded(run.ref().workflow(), run.version());
  }

  private static String masked(String text, List<String> secrets) {
    String shown = text;
    for (String secret : secrets) {
      shown = shown.replace(secret, MASK);
    }
    return shown;
  }

  private static JsonNode masked(JsonNode value, List<String> secrets) {
    if (value.isTextual()) {
      return TextNode.valueOf(masked(value.textValue(), secrets));
    }
    if (value.isObject()) {
      ObjectNode copy = Json.object();
      value
          .properties()
          .forEach(field -> copy.set(field.getKey(), masked(field.getValue(), secrets)));
      return copy;
    }
    if (value.isArray()) {
      ArrayNode copy = Json.array();
      value.forEach(element -> copy.add(masked(element, secrets)));
      return copy;
    }
    return value;
  }
}
