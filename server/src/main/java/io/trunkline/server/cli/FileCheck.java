package io.trunkline.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.broker.wire.emulator.EmulatorConfig;
import io.trunkline.gateway.GatewayConfig;
import io.trunkline.gateway.policy.PolicyCheck;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.resources.ControlPlaneSettings.Limits;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.deployment.TemplateCheck;
import io.trunkline.workflows.check.WorkflowChecker;
import io.trunkline.workflows.connector.ConnectorFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds out what kind of file it is and has the room that knows it check it. */
final class FileCheck {
  private static final ResourceId ANY_GROUP = ResourceId.resourceGroup("any", "any");

  private final WorkflowChecker workflows;
  private final List<ConnectorFactory> connectors;

  /**
   * @param connectors know the files that configure them
   */
  FileCheck(WorkflowChecker workflows, List<ConnectorFactory> connectors) {
    this.workflows = workflows;
    this.connectors = connectors;
  }

  /** Returns what is to be said of a file, a line each; nothing where all of it is supported. */
  List<Note> check(byte[] content, String name) {
    try {
      return checkKnown(content, name)
          .orElseGet(
              () ->
                  List.of(
                      Note.problem(
                          "is neither an ARM template, nor a workflow definition, nor a policy"
                              + " document, nor an emulator's Config.json")));
    } catch (JsonException e) {
      return List.of(Note.problem("not valid JSON: " + e.getMessage()));
    }
  }

  /**
   * As {@link #check}; empty for a file of another kind.
   *
   * @throws JsonException where a file that is no XML is no JSON, either
   */
  Optional<List<Note>> checkKnown(byte[] content, String name) throws JsonException {
    String text = new String(content, StandardCharsets.UTF_8).strip();
    if (text.startsWith("<") || name.toLowerCase(Locale.ROOT).endsWith(".xml")) {
      return Optional.of(
          PolicyCheck.check(text, GatewayConfig.defaults()).stream().map(Note::problem).toList());
    }
    JsonNode json = Json.parseLenient(content);
    List<Note> notes = new ArrayList<>();
    boolean known = false;
    if (json.path("$schema").asText().contains("deploymentTemplate.json")) {
      known = true;
      TemplateCheck.check(json, SupportedTypes.all(), Limits.defaults())
          .forEach(problem -> notes.add(Note.problem(problem.path() + ": " + problem.message())));
    }
    if (json.has("UserConfig")) {
      known = true;
      try {
        EmulatorConfig.read(content, ANY_GROUP, "local");
      } catch (IllegalArgumentException e) {
        notes.add(Note.problem(e.getMessage()));
      }
    }
    for (ConnectorFactory factory : connectors) {
      Optional<String> problem = factory.check(name, json);
      known |= problem.isPresent();
      problem
          .filter(message -> !message.isEmpty())
          .ifPresent(message -> notes.add(Note.problem(message)));
    }
    if (WorkflowChecker.isWorkflow(json)) {
      known = true;
      workflows.check(json).forEach(finding -> notes.add(Note.of(finding)));
    }
    return known ? Optional.of(notes) : Optional.empty();
  }
}
