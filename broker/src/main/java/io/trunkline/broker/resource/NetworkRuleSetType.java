package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.broker.service.NetworkRules;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code networkRuleSets/default}: which addresses may reach a namespace. It holds for AMQP and for
 * HTTP, not for the rooms of the node itself. Virtual networks are not known here: rules that name
 * some are refused rather than ignored.
 */
final class NetworkRuleSetType extends ServiceBusType {
  private static final String DEFAULT = "default";
  private static final int MAX_RULES = 128;

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
    if (!given.path("virtualNetworkRules").isEmpty()) {
      throw ResourceException.badRequest(
          "BadRequest", "'virtualNetworkRules' is not supported: this node knows no such network.");
    }
    ArrayNode rules = reader.stored().putArray("ipRules");
    for (JsonNode rule : given.path("ipRules")) {
      addRule(rules, rule);
    }
    reader.stored().putArray("virtualNetworkRules");
    return envelope(requested, reader.stored());
  }

  private static void addRule(ArrayNode rules, JsonNode rule) {
    String mask = rule.path("ipMask").asText();
    if (NetworkRules.Range.parse(mask).isEmpty()
        || !rule.path("action").asText("Allow").equals("Allow")) {
      throw PropertyReader.invalid(
          "ipRules", "'" + rule + "' is not the address or CIDR range of an Allow rule");
    }
    if (rules.size() == MAX_RULES) {
      throw PropertyReader.invalid("ipRules", "there may be " + MAX_RULES + " rules");
    }
    rules.addObject().put("ipMask", mask).put("action", "Allow");
  }

  @Override
  public void adopt(Resource resource) {
    JsonNode properties = resource.properties();
    List<NetworkRules.Range> allowed = new ArrayList<>();
    for (JsonNode rule : properties.path("ipRules")) {
      NetworkRules.Range.parse(rule.path("ipMask").asText()).ifPresent(allowed::add);
    }
    namespace(resource.id())
        .restrict(
            new NetworkRules(
                properties.path("publicNetworkAccess").asText().equals("Disabled"),
                properties.path("defaultAction").asText().equals("Deny"),
                allowed));
  }

  @Override
  public void release(Resource resource) {
    findNamespace(resource.id()).ifPresent(namespace -> namespace.restrict(NetworkRules.OPEN));
  }

  @Override
  public void provision(Resource resource) {}

  @Override
  public void remove(Resource resource) {}
}
