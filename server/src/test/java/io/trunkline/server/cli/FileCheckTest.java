package io.trunkline.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.server.cli.workflow.LocalConnectors;
import io.trunkline.workflows.check.AppChecker;
import io.trunkline.workflows.check.Catalogue;
import io.trunkline.workflows.check.WorkflowChecker;
import io.trunkline.workflows.definition.DefinitionLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCheckTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "order-fulfilment");
  private static final Catalogue CONNECTORS =
      Catalogue.with(LocalConnectors.withoutCalls(Optional.empty()));
  private static final WorkflowChecker WORKFLOWS =
      new WorkflowChecker(DefinitionLimits.DEFAULT, CONNECTORS);
  private static final FileCheck CHECK = new FileCheck(WORKFLOWS, List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "azuredeploy.json",
        "workflows/accept-order.json",
        "workflows/process-orders.json",
        "workflows/import-orders.json",
        "policies/api.xml",
        "policies/post-order.xml",
        "policies/get-order.xml"
      })
  void findsNothingInTheExample(String file) throws IOException {
    assertThat(CHECK.check(Files.readAllBytes(EXAMPLE.resolve(file)), file)).isEmpty();
  }

  @Test
  void namesAnUnknownResourceTypeAndFunctionWithTheirPlace() {
    assertThat(
            check(
                """
                {
                  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                  "contentVersion": "1.0.0.0",
                  "resources": [
                    {"type": "Microsoft.Nothing/things", "apiVersion": "2020-01-01", "name": "[conjure('x')]"}
                  ]
                }
                """,
                "template.json"))
        .anySatisfy(line -> assertThat(line).contains("$.resources[0]", "Microsoft.Nothing/things"))
        .anySatisfy(line -> assertThat(line).contains("$.resources[0].name", "conjure"));
  }

  @Test
  void namesAnUnknownWorkflowFunctionWithItsPlace() {
    assertThat(
            check(
                """
                {"definition": {"$schema": "x", "contentVersion": "1.0.0.0", "triggers": {},
                 "actions": {"A": {"type": "Compose", "inputs": "@conjure(1)"}}}, "kind": "Stateful"}
                """,
                "workflow.json"))
        .anySatisfy(line -> assertThat(line).contains("actions.A.inputs", "conjure"));
  }

  @Test
  void namesAnUnknownPolicyWithItsLine() {
    assertThat(check("<policies>\n<inbound>\n<conjure/></inbound></policies>", "policy.xml"))
        .singleElement()
        .asString()
        .contains("conjure", "line 3");
  }

  @Test
  void saysWhatIsWrongWithAnEmulatorConfiguration() {
    assertThat(check("{\"UserConfig\": {}}", "Config.json"))
        .singleElement()
        .asString()
        .contains("UserConfig.Namespaces");
  }

  @Test
  void saysThatItDoesNotKnowAFile() {
    assertThat(check("{\"a\": 1}", "a.json")).singleElement().asString().contains("neither");
    assertThat(check("{", "a.json")).singleElement().asString().contains("not valid JSON");
  }

  private static List<String> check(String content, String name) {
    return CHECK.check(content.getBytes(StandardCharsets.UTF_8), name).stream()
        .map(Note::text)
        .toList();
  }

  @Test
  void searchesFoldersForAppsAndOtherFilesItKnows(@TempDir Path folder) throws IOException {
    write(folder, "readme.json", "{\"a\":1}");
    write(folder, "broken.json", "{");
    write(folder, "node_modules/x/workflow.json", "{\"definition\":{\"actions\":{}}}");
    write(
        folder, "arm/flow.json", "{\"definition\":{\"actions\":{\"A\":{\"type\":\"X12Encode\"}}}}");
    write(folder, "app/host.json", "{\"version\":\"2.0\"}");
    write(folder, "app/connections.json", "{\"functionConnections\":{\"f\":{}}}");
    write(
        folder,
        "app/order/workflow.json",
        "{\"definition\":{\"actions\":{}},\"kind\":\"Stateful\"}");
    Map<Path, List<Note>> notes =
        new FolderCheck(CHECK, new AppChecker(WORKFLOWS, CONNECTORS)).check(folder);
    assertThat(notes.keySet())
        .extracting(path -> folder.relativize(path).toString().replace('\\', '/'))
        .containsExactly(
            "app/connections.json", "app/host.json", "app/order/workflow.json", "arm/flow.json");
    assertThat(notes.get(folder.resolve("app/connections.json")))
        .singleElement()
        .asString()
        .contains("$.functionConnections.f", "functions are not called");
    assertThat(notes.get(folder.resolve("arm/flow.json")))
        .singleElement()
        .asString()
        .contains("X12Encode");
  }

  private static void write(Path folder, String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
