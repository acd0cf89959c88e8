package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.gateway.policy.PolicyCompiler.Source;
import io.trunkline.gateway.policy.PolicyException;
import io.trunkline.gateway.policy.PolicyScope;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.util.Optional;

/**
 * Policy documents of the service, of products, APIs and operations: always named {@code policy}.
 */
final class PolicyType extends GatewayType {
  private final PolicyScope scope;

  PolicyType(String suffix, PolicyScope scope, Configuration configuration) {
    super(suffix, configuration);
    this.scope = scope;
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    if (!id.name().equals("policy")) {
      throw Properties.invalid("name", "must be 'policy'.");
    }
    checkFormat(properties);
    try {
      configuration()
          .policies()
          .compile(source(properties.node()), scope, configuration().definitions(id));
    } catch (PolicyException e) {
      throw refused(e);
    }
  }

  static void checkFormat(Properties properties) {
    properties.withDefault("format", TextNode.valueOf("xml"));
    String format = properties.required("format", 40);
    if (!format.equals("xml") && !format.equals("rawxml")) {
      throw Properties.invalid("format", "'" + format + "' is not supported; use xml or rawxml.");
    }
    properties.required("value", Integer.MAX_VALUE);
  }

  static Source source(JsonNode properties) {
    return new Source(
        properties.path("value").asText(), properties.path("format").asText().equals("rawxml"));
  }

  static ResourceException refused(PolicyException e) {
    return new ResourceException(
        400,
        "ValidationError",
        "One or more fields contain incorrect values: " + e.getMessage(),
        e.element());
  }
}
