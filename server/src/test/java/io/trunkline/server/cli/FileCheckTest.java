package io.trunkline.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCheckTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "order-fulfilment");

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
    assertThat(FileCheck.check(Files.readAllBytes(EXAMPLE.resolve(file)), file)).isEmpty();
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

  private static java.util.List<String> check(String content, String name) {
    return FileCheck.check(content.getBytes(StandardCharsets.UTF_8), name);
  }
}
