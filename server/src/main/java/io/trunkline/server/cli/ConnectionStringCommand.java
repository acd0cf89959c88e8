package io.trunkline.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trunkline connection-string}. */
@Command(
    name = "connection-string",
    description = "Prints a connection string of a messaging namespace.")
final class ConnectionStringCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "NAMESPACE", description = "Name of the messaging namespace.")
  private String namespace;

  @Option(
      names = "--rule",
      paramLabel = "NAME",
      defaultValue = "RootManageSharedAccessKey",
      description = "Authorization rule (default: ${DEFAULT-VALUE}).")
  private String rule;

  @Option(
      names = "--resource-group",
      paramLabel = "NAME",
      description = "Resource group of the namespace (default: the node's own).")
  private String resourceGroup;

  @Override
  public Integer call() {
    NodeClient client = NodeClient.of(data.files());
    String group = resourceGroup == null ? client.address().resourceGroup() : resourceGroup;
    JsonNode keys =
        client.call(
            "POST",
            "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.ServiceBus/namespaces/%s/authorizationRules/%s/listKeys?api-version=2021-11-01"
                .formatted(client.address().subscriptionId(), group, namespace, rule),
            MissingNode.getInstance());
    System.out.println(keys.path("primaryConnectionString").asText());
    return 0;
  }
}
