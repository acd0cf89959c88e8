package io.trunkline.resources.deployment;

import static io.trunkline.resources.ControlPlaneBench.BOXES;
import static io.trunkline.resources.ControlPlaneBench.GROUP;
import static io.trunkline.resources.ControlPlaneBench.ROOT;
import static io.trunkline.resources.ControlPlaneBench.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ControlPlaneBench;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.ControlCaller;
import io.trunkline.resources.state.Deployment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Deployments through the REST interface ({@code reference/resource-manager.md §4, §5}). */
class DeploymentTest {
  private static final String V = "?api-version=2025-04-01";
  private static final String DEPLOYMENT = GROUP + "/providers/Microsoft.Resources/deployments/d1";
  private final ControlPlaneBench bench = ControlPlaneBench.started();

  private static String request(String template, String parameters) {
    ObjectNode body = Json.object();
    ObjectNode properties = body.putObject("properties");
    properties.put("mode", "Incremental");
    ObjectNode document = (ObjectNode) Json.parse(template);
    document.put("contentVersion", "1.0.0.0");
    properties.set("template", document);
    properties.set("parameters", Json.parse(parameters));
    return Json.text(body);
  }

  private JsonNode deploy(String template, String parameters) {
    HttpReply reply = bench.call("PUT", DEPLOYMENT + V, request(template, parameters));
    assertThat(reply.status()).as(reply.text()).isIn(200, 201);
    return ended();
  }

  private JsonNode ended() {
    Awaitility.await()
        .until(
            () ->
                !json(bench.call("GET", DEPLOYMENT + V))
                    .at("/properties/provisioningState")
                    .asText()
                    .equals("Running"));
    return json(bench.call("GET", DEPLOYMENT + V)).get("properties");
  }

  private JsonNode refusal(String template, String parameters) {
    HttpReply reply = bench.call("PUT", DEPLOYMENT + V, request(template, parameters));
    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(bench.types.log).isEmpty();
    return json(reply).get("error");
  }

  private static String box(String name, String rest) {
    return """
    {"type": "Test.Fake/boxes", "apiVersion": "2024-01-01", "name": "%s", "location": "x"%s}
    """
        .formatted(name, rest.isEmpty() ? "" : ", " + rest);
  }

  private static String template(String... resources) {
    return "{\"resources\": [" + String.join(",", resources) + "]}";
  }

  @Test
  void parametersVariablesAndOutputsFlowThrough() {
    JsonNode properties =
        deploy(
            """
            {
              "parameters": {
                "prefix": {"type": "string", "minLength": 2},
                "size": {"type": "int", "defaultValue": 3, "allowedValues": [3, 5]},
                "password": {"type": "securestring", "defaultValue": "[newGuid()]"}
              },
              "variables": {
                "name": "[concat(parameters('prefix'), '-', variables('suffix'))]",
                "suffix": "[toLower('BOX')]"
              },
              "resources": [{
                "type": "Test.Fake/boxes", "apiVersion": "2024-01-01",
                "name": "[variables('name')]",
                "location": "[resourceGroup().location]",
                "properties": {"size": "[parameters('size')]"}
              }],
              "outputs": {
                "endpoint": {"type": "string", "value": "[reference(variables('name')).endpoint]"},
                "key": {"type": "string", "value": "[listKeys(resourceId('Test.Fake/boxes', variables('name')), '2024-01-01').key]"},
                "hidden": {"type": "securestring", "value": "[parameters('password')]"},
                "skipped": {"type": "string", "condition": false, "value": "[fail('never')]"},
                "all": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}}
              }
            }
            """,
            "{\"prefix\": {\"value\": \"my\"}}");

    assertThat(properties.path("provisioningState").asText())
        .as(properties.toString())
        .isEqualTo("Succeeded");
    JsonNode outputs = properties.get("outputs");
    assertThat(outputs.at("/endpoint/value").asText()).isEqualTo("https://my-box");
    assertThat(outputs.at("/key/value").asText()).isEqualTo("s3cret");
    assertThat(outputs.path("hidden").has("value")).isFalse();
    assertThat(outputs.has("skipped")).isFalse();
    assertThat(Json.text(outputs.at("/all/value"))).isEqualTo("[0,1]");
    assertThat(properties.at("/parameters/password").has("value")).isFalse();
    assertThat(properties.at("/parameters/size/value").asInt()).isEqualTo(3);
    assertThat(
            json(bench.call("GET", BOXES + "my-box?api-version=2024-01-01"))
                .path("location")
                .asText())
        .isEqualTo("westeurope");
  }

  @Test
  void dependenciesExplicitImplicitAndByParentDecideTheOrder() {
    deploy(
        template(
            box("c", "\"dependsOn\": [\"[resourceId('Test.Fake/boxes', 'b')]\"]"),
            box("b", "\"properties\": {\"other\": \"[reference('a').endpoint]\"}"),
            """
            {"type": "Test.Fake/boxes/shelves", "apiVersion": "2024-01-01", "name": "a/s"}
            """,
            box("a", "")),
        "{}");

    assertThat(bench.types.log.indexOf("+a")).isLessThan(bench.types.log.indexOf("+b"));
    assertThat(bench.types.log.indexOf("+b")).isLessThan(bench.types.log.indexOf("+c"));
    assertThat(bench.types.log.indexOf("+a")).isLessThan(bench.types.log.indexOf("+s"));
    assertThat(
            json(bench.call("GET", BOXES + "b?api-version=2024-01-01"))
                .at("/properties/other")
                .asText())
        .isEqualTo("https://a");
  }

  @Test
  void aCycleIsNamedAndNothingIsDeployed() {
    JsonNode error =
        refusal(
            template(box("a", "\"dependsOn\": [\"b\"]"), box("b", "\"dependsOn\": [\"a\"]")), "{}");

    assertThat(error.path("code").asText()).isEqualTo("InvalidTemplate");
    assertThat(error.path("message").asText())
        .contains("Test.Fake/boxes/a -> Test.Fake/boxes/b -> Test.Fake/boxes/a");
  }

  @Test
  void loopsConditionsAndSerialBatches() {
    deploy(
        template(
            box(
                "[format('box{0}', copyIndex(1))]",
                "\"copy\": {\"name\": \"boxes\", \"count\": 3, \"mode\": \"serial\"}"),
            box(
                "no",
                "\"condition\": \"[equals(1, 2)]\", \"properties\": {\"x\": \"[fail('never')]\"}"),
            box("last", "\"dependsOn\": [\"boxes\", \"no\"]")),
        "{}");

    assertThat(bench.types.log).containsExactly("+box1", "+box2", "+box3", "+last");
  }

  @Test
  void symbolicNamesExistingResourcesAndInnerModules() {
    bench.call("PUT", BOXES + "old?api-version=2024-01-01", "{\"location\": \"x\"}");
    JsonNode properties =
        deploy(
            """
            {
              "languageVersion": "2.0",
              "resources": {
                "old": {"existing": true, "type": "Test.Fake/boxes", "apiVersion": "2024-01-01", "name": "old"},
                "boxes": {
                  "copy": {"name": "boxes", "count": "[length(range(0, 2))]"},
                  "type": "Test.Fake/boxes", "apiVersion": "2024-01-01",
                  "name": "[format('n{0}', range(0, 2)[copyIndex()])]", "location": "x",
                  "properties": {"from": "[reference('old').endpoint]"}
                },
                "module": {
                  "type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "inner",
                  "properties": {
                    "expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental",
                    "parameters": {"name": {"value": "[format('m-{0}', reference('boxes[1]').endpoint)]"}},
                    "template": {
                      "contentVersion": "1.0.0.0",
                      "parameters": {"name": {"type": "string"}},
                      "resources": [],
                      "outputs": {"said": {"type": "string", "value": "[parameters('name')]"}}
                    }
                  },
                  "dependsOn": ["boxes"]
                }
              },
              "outputs": {
                "said": {"type": "string", "value": "[reference('module').outputs.said.value]"},
                "all": {"type": "array", "value": "[map(references('boxes'), lambda('b', lambdaVariables('b').from))]"}
              }
            }
            """,
            "{}");

    assertThat(properties.path("provisioningState").asText())
        .as(properties.toString())
        .isEqualTo("Succeeded");
    assertThat(properties.at("/outputs/said/value").asText()).isEqualTo("m-https://n1");
    assertThat(Json.text(properties.at("/outputs/all/value")))
        .isEqualTo("[\"https://old\",\"https://old\"]");
  }

  @Test
  void aFailureStopsWhatDependsOnItAndIsTold() {
    JsonNode properties =
        deploy(
            template(
                box("bad", "\"properties\": {\"broken\": true}"),
                box("after", "\"dependsOn\": [\"bad\"]"),
                box("other", "")),
            "{}");

    assertThat(properties.path("provisioningState").asText()).isEqualTo("Failed");
    assertThat(properties.at("/error/code").asText()).isEqualTo("DeploymentFailed");
    assertThat(properties.at("/error/details/0/code").asText()).isEqualTo("Broken");
    assertThat(bench.types.log).containsExactly("+other");
    JsonNode operations =
        json(bench.call("GET", GROUP + "/deployments/d1/operations" + V)).path("value");
    assertThat(operations.valueStream().map(it -> it.at("/properties/statusCode").asText()))
        .containsExactlyInAnyOrder("Conflict", "Created");
  }

  @Test
  void unsupportedTypesAndFunctionsAreRefusedByNameWithTheirPlace() {
    JsonNode type =
        refusal(
            template(
                box("a", ""),
                "{\"type\": \"No.Such/things\", \"apiVersion\": \"1\", \"name\": \"n\"}"),
            "{}");
    JsonNode function =
        refusal(template(box("a", "\"tags\": {\"x\": \"[pickZones('a')]\"}")), "{}");

    assertThat(type.path("target").asText()).isEqualTo("$.resources[1].type");
    assertThat(type.path("message").asText()).contains("No.Such/things");
    assertThat(function.path("target").asText()).isEqualTo("$.resources[0].tags.x");
    assertThat(function.path("message").asText()).contains("'pickZones' is not supported");
  }

  @Test
  void parametersAreChecked() {
    String template =
        """
        {"parameters": {"size": {"type": "int", "maxValue": 5}}, "resources": []}
        """;

    assertThat(refusal(template, "{}").path("message").asText()).contains("'size' is not provided");
    assertThat(refusal(template, "{\"size\": {\"value\": 6}}").path("message").asText())
        .contains("is 6; it has to be from any to 5");
    assertThat(refusal(template, "{\"size\": {\"value\": \"x\"}}").path("message").asText())
        .contains("type 'int'");
    assertThat(
            refusal(template, "{\"size\": {\"value\": 1}, \"y\": {\"value\": 1}}")
                .path("message")
                .asText())
        .contains("'y'");
  }

  @Test
  void aCrashInTheMiddleRunsTheDeploymentToItsEnd() {
    bench.types.held.put("slow", new CountDownLatch(1));
    bench.call(
        "PUT",
        DEPLOYMENT + V,
        request(template(box("slow", ""), box("then", "\"dependsOn\": [\"slow\"]")), "{}"));
    Awaitility.await()
        .until(() -> bench.call("GET", BOXES + "slow?api-version=2024-01-01").status() == 200);
    bench.types.held.clear();

    bench.restart();

    assertThat(ended().path("provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(bench.types.log).contains("+slow", "+then");
  }

  @Test
  void outerNestedTemplatesAreEvaluatedInTheirParent() {
    JsonNode properties =
        deploy(
            """
            {
              "variables": {"name": "outer"},
              "resources": [{
                "type": "Microsoft.Resources/deployments", "apiVersion": "2021-04-01", "name": "n",
                "properties": {"mode": "Incremental", "template": {
                  "contentVersion": "1.0.0.0", "variables": {"name": "inner"},
                  "resources": [{"type": "Test.Fake/boxes", "apiVersion": "2024-01-01", "name": "[variables('name')]", "location": "x",
                    "properties": {"text": "[[not an expression]"}}]}}
              }]
            }
            """,
            "{}");

    assertThat(properties.path("provisioningState").asText())
        .as(properties.toString())
        .isEqualTo("Succeeded");
    assertThat(
            json(bench.call("GET", BOXES + "outer?api-version=2024-01-01"))
                .at("/properties/text")
                .asText())
        .isEqualTo("[not an expression]");
  }

  @Test
  void whatARoomKeepsItselfCanBeAskedAndIsWaitedFor() {
    deploy(
        template(
            box(
                "a",
                "\"properties\": {\"address\":"
                    + " \"[listCallbackUrl(resourceId('Test.Fake/boxes/parts', 'z', 'p'),"
                    + " '2024-01-01').address]\"}"),
            box("z", "")),
        "{}");

    assertThat(bench.types.log).containsExactly("+z", "+a");
    assertThat(
            json(bench.call("GET", BOXES + "a?api-version=2024-01-01"))
                .at("/properties/address")
                .asText())
        .isEqualTo("https://z");
  }

  @Test
  void theNodeItselfCanDeployAndWait() {
    Deployment deployment =
        bench
            .manager
            .deployments()
            .deploy(
                ResourceId.parse(DEPLOYMENT),
                (ObjectNode) Json.parse(request(template(box("b", "")), "{}")),
                ControlCaller.system(ControlPlaneBench.TENANT),
                Duration.ofSeconds(30));

    assertThat(deployment.active()).isFalse();
    assertThat(bench.types.log).containsExactly("+b");
  }

  @Test
  void oneDeploymentOfANameRunsAtATimeAndItsStatusCanBePolled() {
    CountDownLatch latch = new CountDownLatch(1);
    bench.types.held.put("slow", latch);
    String request = request(template(box("slow", "")), "{}");
    HttpReply first = bench.call("PUT", DEPLOYMENT + V, request);
    String status =
        first.headers().stream()
            .filter(field -> field.getKey().equals("Azure-AsyncOperation"))
            .findFirst()
            .orElseThrow()
            .getValue();

    HttpReply second = bench.call("PUT", DEPLOYMENT + V, request);

    assertThat(json(second).at("/error/code").asText()).isEqualTo("DeploymentActive");
    assertThat(status).startsWith("https://localhost:8443" + GROUP);
    String path = status.substring("https://localhost:8443".length());
    assertThat(json(bench.call("GET", path)).path("status").asText()).isEqualTo("Running");
    latch.countDown();
    ended();
    assertThat(json(bench.call("GET", path)).path("status").asText()).isEqualTo("Succeeded");
  }

  @Test
  void whatIfTellsCreateModifyAndNoChangeAndChangesNothing() {
    bench.call(
        "PUT",
        BOXES + "same?api-version=2024-01-01",
        "{\"location\": \"x\", \"properties\": {\"size\": 1}}");
    bench.types.log.clear();

    JsonNode result =
        json(
            bench.call(
                "POST",
                DEPLOYMENT + "/whatIf" + V,
                request(
                    template(
                        box("same", "\"properties\": {\"size\": 1}"),
                        box("new", "\"properties\": {\"x\": \"[reference('new2').y]\"}"),
                        box("new2", "")),
                    "{}")));

    assertThat(
            result
                .at("/properties/changes")
                .valueStream()
                .map(it -> it.path("changeType").asText()))
        .containsExactlyInAnyOrder("NoChange", "Create", "Create");
    assertThat(bench.types.log).isEmpty();
  }

  @Test
  void completeModeRemovesWhatIsNotListed() {
    bench.call("PUT", BOXES + "old?api-version=2024-01-01", "{\"location\": \"x\"}");

    bench.call(
        "PUT",
        DEPLOYMENT + V,
        request(template(box("new", "")), "{}").replace("Incremental", "Complete"));

    assertThat(ended().path("provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(bench.call("GET", BOXES + "old?api-version=2024-01-01").status()).isEqualTo(404);
  }

  @Test
  void aSubscriptionDeploymentMakesAGroupAndDeploysIntoIt() {
    String id = ROOT + "/providers/Microsoft.Resources/deployments/sub";
    ObjectNode body =
        (ObjectNode)
            Json.parse(
                request(
                    """
                    {"resources": [
                      {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2021-04-01", "name": "made", "location": "x"},
                      {"type": "Microsoft.Resources/deployments", "apiVersion": "2021-04-01", "name": "in", "resourceGroup": "made",
                       "dependsOn": ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'made')]"],
                       "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"},
                         "template": {"contentVersion": "1.0.0.0", "resources": [
                           {"type": "Test.Fake/boxes", "apiVersion": "2024-01-01", "name": "b", "location": "[resourceGroup().location]"}]}}}
                    ]}
                    """,
                    "{}"));
    body.put("location", "x");

    HttpReply reply = bench.call("PUT", id + V, Json.text(body));

    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    Awaitility.await()
        .until(
            () ->
                bench
                        .call(
                            "GET",
                            ROOT
                                + "/resourceGroups/made/providers/Test.Fake/boxes/b?api-version=2024-01-01")
                        .status()
                    == 200);
  }

  @Test
  void roleAssignmentsOnResourcesInBothForms() {
    String role =
        "\"properties\": {\"roleDefinitionId\":"
            + " \"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions',"
            + " 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]\", \"principalType\":"
            + " \"ServicePrincipal\", \"principalId\": \"[guid('%s')]\"}";
    JsonNode properties =
        deploy(
            template(
                box("b", ""),
                "{\"type\": \"Microsoft.Authorization/roleAssignments\", \"apiVersion\":"
                    + " \"2022-04-01\", \"name\": \"[guid('1')]\", \"scope\":"
                    + " \"[resourceId('Test.Fake/boxes', 'b')]\", "
                    + role.formatted("x")
                    + "}",
                "{\"type\": \"Test.Fake/boxes/providers/roleAssignments\", \"apiVersion\":"
                    + " \"2022-04-01\", \"name\": \"[concat('b/Microsoft.Authorization/',"
                    + " guid('2'))]\", "
                    + role.formatted("y")
                    + "}"),
            "{}");

    assertThat(properties.path("provisioningState").asText())
        .as(properties.toString())
        .isEqualTo("Succeeded");
    assertThat(bench.directory.assignments.values())
        .hasSize(2)
        .allSatisfy(it -> assertThat(it.scope()).hasToString(BOXES + "b"));
  }
}
