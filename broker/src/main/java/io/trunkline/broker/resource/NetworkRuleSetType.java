package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.util.List;
import java.util.Optional;

/**
 * {@code networkRuleSets/default}: open to everyone, which is what this node does. Rules that would
 * close it are refused rather than ignored.
 */
final class NetworkRuleSetType extends ServiceBusType {
  private static final String DEFAULT = "default";

  NetworkRuleSetType(BrokerService broker) {
    super(NAMESPACES + "/networkRuleSets", broker);
  }

  @Override
  public Optional<String> impliedName() {
    return Optional.of(DEFAULT);
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    if (!id.name().equalsIgnoreCase(DEFAULT)) {
      throw ResourceException.badRequest(
          "InvalidResourceName", "The only network rule set is 'default'.");
    }
    JsonNode given = properties(requested);
    PropertyReader reader = new PropertyReader(given, null);
    reader.choice("defaultAction", "Allow", List.of("Allow", "Deny"));
    reader.choice("publicNetworkAccess", "Enabled", List.of("Enabled", "Disabled"));
    reader.flag("trustedServiceAccessEnabled", false);
    if (reader.stored().path("defaultAction").asText().equals("Deny")
        || reader.stored().path("publicNetworkAccess").asText().equals("Disabled")
        || !given.path("ipRules").isEmpty()
        || !given.path("virtualNetworkRules").isEmpty()) {
      throw ResourceException.badRequest(
          "BadRequest",
          "Network rules that restrict access are not supported by this node: use the firewall of"
              + " its host.");
    }
    reader.stored().putArray("ipRules");
    reader.stored().putArray("virtualNetworkRules");
    return envelope(requested, reader.stored());
  }

  @Override
  public void provision(Resource resource) {}

  @Override
  public void remove(Resource resource) {}
}
