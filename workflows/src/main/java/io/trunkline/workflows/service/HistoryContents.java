package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.RuntimeConfiguration;
import io.trunkline.workflows.effects.WorkflowVersion;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.RunRecord;
import java.util.List;
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
    Optional<RuntimeConfiguration> configuration =
        version(run)
            .flatMap(
                version ->
                    action == null
                        ? version
                            .definition()
                            .trigger(run.trigger())
                            .map(trigger -> trigger.settings().runtime())
                        : version
                            .definition()
                            .action(action)
                            .map(definition -> definition.settings().runtime()));
    return configuration
        .map(one -> kind == Kind.INPUTS ? one.securesInputs() : one.securesOutputs())
        .orElse(false);
  }

  /** Returns what may be shown of {@code value}; empty for nothing. */
  public Optional<JsonNode> shown(
      RunRecord run, @Nullable String action, Kind kind, @Nullable JsonNode value) {
    if (value == null || secured(run, action, kind)) {
      return Optional.empty();
    }
    List<String> secrets = version(run).map(WorkflowVersion::secrets).orElse(List.of());
    return Optional.of(secrets.isEmpty() ? value : masked(value, secrets));
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

  private static JsonNode masked(JsonNode value, List<String> secrets) {
    if (value.isTextual()) {
      String text = value.textValue();
      for (String secret : secrets) {
        text = text.replace(secret, MASK);
      }
      return TextNode.valueOf(text);
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
