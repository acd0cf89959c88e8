package io.trunkline.compat.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenCredential;
import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.Region;
import com.azure.core.management.exception.ManagementError;
import com.azure.core.management.exception.ManagementException;
import com.azure.core.management.profile.AzureProfile;
import com.azure.resourcemanager.resources.ResourceManager;
import com.azure.resourcemanager.resources.models.Deployment;
import com.azure.resourcemanager.resources.models.DeploymentMode;
import com.azure.resourcemanager.resources.models.GenericResource;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestApplication;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.server.node.NodeFiles.NodeAddress;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Groups and deployments, and templates that are refused. */
@ExtendWith(SharedNode.class)
class ResourceManagerTest {
  private static final String READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

  private final TestNode node;

  ResourceManagerTest(TestNode node) {
    this.node = node;
  }

  private ResourceManager client(TokenCredential credential) {
    String base = node.endpoints().httpsBase() + "/";
    Map<String, String> endpoints = new HashMap<>(AzureEnvironment.AZURE.getEndpoints());
    endpoints.put("resourceManagerEndpointUrl", base);
    endpoints.put("managementEndpointUrl", "https://management.core.windows.net/");
    endpoints.put("activeDirectoryEndpointUrl", base);
    String subscription = address().subscriptionId();
    return ResourceManager.configure()
        .authenticate(
            credential,
            new AzureProfile(
                node.files().administrator().orElseThrow().tenantId(),
                subscription,
                new AzureEnvironment(endpoints)))
        .withSubscription(subscription);
  }

  private NodeAddress address() {
    return node.files().address().orElseThrow();
  }

  private Deployment deploy(String name, String resources) throws IOException {
    return client(node.administratorCredential())
        .deployments()
        .define(name)
        .withExistingResourceGroup(address().resourceGroup())
        .withTemplate(
            """
            {
              "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
              "contentVersion": "1.0.0.0",
              "parameters": {"prefix": {"type": "string"}},
              "resources": %s,
              "outputs": {"name": {"type": "string", "value": "[concat(parameters('prefix'), '-ns')]"}}
            }
            """
                .formatted(resources))
        .withParameters("{\"prefix\": {\"value\": \"compat\"}}")
        .withMode(DeploymentMode.INCREMENTAL)
        .create();
  }

  @Test
  @Parity(
      service = Service.RESOURCE_MANAGER,
      feature = "template deployment: parameters, implicit order, outputs",
      client = Client.RESOURCE_MANAGER_JAVA)
  void aTemplateIsDeployed() throws IOException {
    Deployment deployment =
        deploy(
            "namespace",
            """
            [{"type": "Microsoft.ServiceBus/namespaces/queues", "apiVersion": "2021-11-01",
              "name": "[format('{0}-ns/jobs', parameters('prefix'))]",
              "properties": {"maxDeliveryCount": 4},
              "dependsOn": ["[resourceId('Microsoft.ServiceBus/namespaces', concat(parameters('prefix'), '-ns'))]"]},
             {"type": "Microsoft.ServiceBus/namespaces", "apiVersion": "2021-11-01",
              "name": "[concat(parameters('prefix'), '-ns')]", "location": "local",
              "sku": {"name": "Standard"}}]
            """);

    assertThat(deployment.provisioningState()).isEqualTo("Succeeded");
    assertThat(deployment.outputs()).asString().contains("compat-ns");
    GenericResource queue =
        client(node.administratorCredential())
            .genericResources()
            .getById(
                node.id("Microsoft.ServiceBus/namespaces/compat-ns/queues/jobs"), "2021-11-01");
    assertThat(queue.properties()).asString().contains("maxDeliveryCount=4");
  }

  @Test
  @Parity(
      service = Service.RESOURCE_MANAGER,
      feature = "template with an unknown type is refused by name",
      client = Client.RESOURCE_MANAGER_JAVA)
  void anUnknownTypeIsRefusedByName() {
    refused(
        "[{\"type\": \"No.Such/things\", \"apiVersion\": \"2021-01-01\", \"name\": \"n\"}]",
        "No.Such/things");
  }

  @Test
  @Parity(
      service = Service.RESOURCE_MANAGER,
      feature = "template with a cycle is refused",
      client = Client.RESOURCE_MANAGER_JAVA)
  void aCycleIsRefused() {
    String one =
        """
        {"type": "Microsoft.ServiceBus/namespaces", "apiVersion": "2021-11-01", "name": "%s",
         "location": "local", "sku": {"name": "Standard"},
         "dependsOn": ["[resourceId('Microsoft.ServiceBus/namespaces', '%s')]"]}
        """;
    refused(
        "["
            + one.formatted("first-ns", "second-ns")
            + ","
            + one.formatted("second-ns", "first-ns")
            + "]",
        "first-ns");
  }

  @Test
  @Parity(
      service = Service.WORKFLOWS,
      feature = "definition with an unknown function is refused at its place",
      client = Client.RESOURCE_MANAGER_JAVA)
  void aWorkflowWithAnUnknownFunctionIsRefusedAtItsPlace() {
    refused(
        """
        [{"type": "Microsoft.Logic/workflows", "apiVersion": "2019-05-01", "name": "broken",
          "location": "local",
          "properties": {"state": "Enabled", "definition": {
            "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
            "contentVersion": "1.0.0.0",
            "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}},
            "actions": {"Guess": {"type": "Compose", "inputs": "@clairvoyance(1)", "runAfter": {}}}}}}]
        """,
        "clairvoyance");
  }

  private void refused(String resources, String named) {
    assertThatThrownBy(() -> deploy("refused", resources))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(text(e.getValue())).contains(named));
  }

  private static String text(ManagementError error) {
    StringBuilder text = new StringBuilder(error.getCode() + ": " + error.getMessage());
    if (error.getDetails() != null) {
      error.getDetails().forEach(detail -> text.append('\n').append(text(detail)));
    }
    return text.toString();
  }

  @Test
  @Parity(
      service = Service.RESOURCE_MANAGER,
      feature = "resource groups: create, list, delete",
      client = Client.RESOURCE_MANAGER_JAVA)
  void groupsComeAndGo() {
    ResourceManager client = client(node.administratorCredential());
    client.resourceGroups().define("compat-group").withRegion(Region.EUROPE_WEST).create();
    assertThat(client.resourceGroups().list())
        .anyMatch(group -> group.name().equals("compat-group"));
    client.resourceGroups().deleteByName("compat-group");
    assertThat(client.resourceGroups().contain("compat-group")).isFalse();
  }

  @Test
  @Parity(
      service = Service.IDENTITY,
      feature = "role assignments: none is 403, Reader reads and does not write",
      client = Client.RESOURCE_MANAGER_JAVA)
  void aMissingRoleIsForbidden() {
    TestApplication application = TestApplication.register(node, "visitor");
    ResourceManager client = client(application.credential());
    String group = address().resourceGroup();
    forbidden(() -> client.resourceGroups().getByName(group));
    application.assign(
        READER, "/subscriptions/%s/resourceGroups/%s".formatted(address().subscriptionId(), group));
    assertThat(client.resourceGroups().getByName(group).name()).isEqualTo(group);
    forbidden(
        () -> client.resourceGroups().define("stolen").withRegion(Region.EUROPE_WEST).create());
  }

  private static void forbidden(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ManagementException.class,
            e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(403));
  }
}
