package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.DefinitionParser;
import io.trunkline.workflows.definition.HostSettings;
import io.trunkline.workflows.definition.ParameterDefinition;
import io.trunkline.workflows.definition.ParseResult;
import io.trunkline.workflows.definition.SecureFlow;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.expression.value.PercentEncoding;
import io.trunkline.workflows.state.VersionRecord;
import io.trunkline.workflows.state.WorkflowRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * A version of a workflow, ready to run.
 *
 * @param id ARM id of the workflow
 * @param secureFlow which of its content no history may show
 * @param host what the {@code host.json} of its app says
 */
public record WorkflowVersion(
    String id,
    VersionRecord record,
    WorkflowDefinition definition,
    SecureFlow secureFlow,
    HostSettings host) {
  /** The parameter in which a Standard app's settings come along; no definition can name it so. */
  public static final String APP_SETTINGS = "$appsettings";

  /** The parameter in which what its {@code host.json} says comes along. */
  public static final String HOST_SETTINGS = "$hostsettings";

  public WorkflowVersion(String id, VersionRecord record, WorkflowDefinition definition) {
    this(id, record, definition, SecureFlow.of(definition), host(record));
  }

  /** Reads a stored version, which was valid when it was deployed. */
  static WorkflowVersion of(WorkflowRecord workflow, VersionRecord record) {
    // It was checked when it was deployed, with the parameters of its app.
    ParseResult result =
        DefinitionParser.forStandardFiles(host(record).definitionLimits(record.stateless()))
            .parse(record.definition());
    return switch (result) {
      case ParseResult.Valid valid ->
          new WorkflowVersion(workflow.id(), record, valid.definition());
      case ParseResult.Invalid invalid ->
          throw new IllegalStateException(
              "version %s of %s does not load any more: %s"
                  .formatted(record.version(), workflow.id(), invalid.problems()));
    };
  }

  /** Returns the value of a parameter: what was deployed, else the default. */
  public Optional<JsonNode> parameter(String name) {
    Optional<JsonNode> deployed =
        record.parameters() == null
            ? Optional.empty()
            : ObjectProperties.find(record.parameters(), name)
                .flatMap(parameter -> ObjectProperties.find(parameter, "value"));
    return deployed.or(() -> definition.parameter(name).flatMap(ParameterDefinition::defaultValue));
  }

  /** Returns a setting of the Standard app that the workflow belongs to. */
  Optional<String> appSetting(String name) {
    return record.parameters() == null
        ? Optional.empty()
        : Optional.ofNullable(record.parameters().get(APP_SETTINGS))
            .flatMap(settings -> ObjectProperties.find(settings.path("value"), name))
            .map(JsonNode::asText);
  }

  private static HostSettings host(VersionRecord record) {
    return record.parameters() == null
        ? HostSettings.NONE
        : HostSettings.of(record.parameters().path(HOST_SETTINGS).path("value"));
  }

  /** Returns the texts of secure parameters, which no history may show. */
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    for (ParameterDefinition parameter : definition.parameters()) {
      if (parameter.type().isSecure()) {
        parameter(parameter.name()).ifPresent(value -> collectTexts(value, secrets));
      }
    }
    return secrets;
  }

  /** Returns the workflow's name. */
  public String name() {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  /** Returns {@code {id,name,type,location,tags,version}}. */
  ObjectNode describe() {
    ObjectNode json = Json.object();
    json.put("id", id);
    json.put("name", name());
    json.put("type", "Microsoft.Logic/workflows");
    json.put("location", record.location());
    json.set("tags", record.tags() == null ? Json.object() : record.tags());
    json.put("version", record.version());
    return json;
  }

  private static void collectTexts(JsonNode value, List<String> texts) {
    if (value.isTextual() && !value.textValue().isEmpty()) {
      // As it is, within JSON that became a text, and in an address.
      String text = value.textValue();
      String json = Json.text(value);
      texts.addAll(
          new LinkedHashSet<>(
              List.of(text, json.substring(1, json.length() - 1), PercentEncoding.encode(text))));
    }
    value.forEach(child -> collectTexts(child, texts));
  }
}
