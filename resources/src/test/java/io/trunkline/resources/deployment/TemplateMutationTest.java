package io.trunkline.resources.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ControlPlaneBench;
import io.trunkline.resources.ControlPlaneSettings.Limits;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.ControlCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A damaged template is refused in the declared way, or is still a template. */
class TemplateMutationTest {
  private static final ControlPlaneBench BENCH = ControlPlaneBench.started();
  private static final ResourceId ID =
      ResourceId.parse(ControlPlaneBench.GROUP + "/providers/Microsoft.Resources/deployments/d");
  private static final String TEMPLATE =
      """
      {
        "contentVersion": "1.0.0.0",
        "parameters": {"n": {"type": "int", "defaultValue": 2, "allowedValues": [1, 2]}},
        "variables": {"copy": [{"name": "v", "count": 2, "input": "[copyIndex('v')]"}], "w": "[variables('v')[0]]"},
        "functions": [{"namespace": "f", "members": {"g": {"parameters": [{"name": "x", "type": "int"}], "output": {"type": "int", "value": "[add(parameters('x'), 1)]"}}}}],
        "definitions": {"t": {"type": "object", "properties": {"a": {"type": "string"}}}},
        "resources": [
          {"type": "Test.Fake/boxes", "apiVersion": "2024-01-01", "name": "[concat('a', copyIndex())]", "location": "x",
           "copy": {"name": "c", "count": "[parameters('n')]", "mode": "serial", "batchSize": 1},
           "properties": {"copy": [{"name": "p", "count": 2, "input": {"i": "[copyIndex('p')]"}}], "g": "[f.g(1)]"}},
          {"type": "Test.Fake/boxes", "apiVersion": "2024-01-01", "name": "b", "location": "x", "dependsOn": ["c"],
           "condition": "[not(equals(1, variables('w')))]", "identity": {"type": "SystemAssigned"}, "tags": {"a": "b"},
           "resources": [{"type": "shelves", "apiVersion": "2024-01-01", "name": "s"}]},
          {"type": "Microsoft.Resources/deployments", "apiVersion": "2021-04-01", "name": "n",
           "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"q": {"value": 1}},
             "template": {"contentVersion": "1.0.0.0", "parameters": {"q": {"type": "int"}}, "resources": []}}}
        ],
        "outputs": {"o": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}}}
      }
      """;
  private static final List<String> VALUES =
      List.of(
          "null",
          "{}",
          "[]",
          "\"\"",
          "-1",
          "1.5",
          "true",
          "\"[\"",
          "\"[]\"",
          "\"[x(]\"",
          "\"x\"",
          "\"[variables('w')]\"",
          "\"[parameters('n')]\"",
          "{\"copy\": []}",
          "\"/\"",
          "\"a/b/c\"",
          "9999999999999999999",
          "{\"$ref\": \"#/definitions/t\"}",
          "[{}]",
          "[[]]",
          "\"2.0\"");

  @Property(tries = 1_500)
  void mutationsAreRefusedOrSound(@ForAll long seed) {
    Random random = new Random(seed);
    ObjectNode template = (ObjectNode) Json.parse(TEMPLATE);
    for (int i = 0; i <= random.nextInt(3); i++) {
      mutate(template, random);
    }
    ObjectNode body = Json.object();
    body.putObject("properties").set("template", template);

    assertThat(TemplateCheck.check(template, List.of(), Limits.defaults())).isNotNull();
    for (Runnable step : steps(body)) {
      try {
        step.run();
      } catch (ResourceException e) {
        assertThat(e.status()).as(Json.text(template)).isBetween(400, 499);
      }
    }
  }

  private static List<Runnable> steps(ObjectNode body) {
    ControlCaller caller = ControlCaller.system(ControlPlaneBench.TENANT);
    return List.of(
        () -> BENCH.manager.deployments().validate(ID, body, caller),
        () -> BENCH.manager.deployments().whatIf(ID, body, caller));
  }

  private static void mutate(ObjectNode template, Random random) {
    List<ContainerNode<?>> containers = new ArrayList<>();
    collect(template, containers);
    ContainerNode<?> chosen = containers.get(random.nextInt(containers.size()));
    if (chosen.isEmpty()) {
      return;
    }
    JsonNode value = Json.parse(VALUES.get(random.nextInt(VALUES.size())));
    int at = random.nextInt(chosen.size());
    if (chosen instanceof ArrayNode array) {
      array.set(at, value);
    } else if (chosen instanceof ObjectNode object) {
      String name = object.propertyStream().toList().get(at).getKey();
      if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.set(name, value);
      }
    }
  }

  private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
    if (node instanceof ContainerNode<?> container) {
      containers.add(container);
      node.forEach(child -> collect(child, containers));
    }
  }
}
