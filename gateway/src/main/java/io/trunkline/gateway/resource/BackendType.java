package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** {@code service/backends}: single HTTP backends. */
final class BackendType extends GatewayType {
  BackendType(Configuration configuration) {
    super("backends", configuration);
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    properties.refuse("pool", "circuitBreaker", "proxy", "properties");
    properties.word("type", "Single");
    properties.word("protocol", "http");
    String url = properties.required("url", 2000);
    try {
      URI parsed = URI.create(url);
      if (parsed.getHost() == null
          || !("http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme()))) {
        throw Properties.invalid("url", "must be an absolute http or https URL.");
      }
    } catch (IllegalArgumentException e) {
      throw Properties.invalid("url", "must be an absolute http or https URL.");
    }
    if (properties.node().path("credentials") instanceof ObjectNode credentials) {
      if (credentials.hasNonNull("certificate") || credentials.hasNonNull("certificateIds")) {
        throw Properties.invalid("credentials.certificate", "is not supported.");
      }
    }
    if (properties.node().path("tls") instanceof ObjectNode tls) {
      for (Map.Entry<String, com.fasterxml.jackson.databind.JsonNode> check : tls.properties()) {
        if (!check.getValue().asBoolean(true)) {
          throw Properties.invalid("tls." + check.getKey(), "cannot be switched off.");
        }
      }
    }
    properties.withDefault("protocol", TextNode.valueOf("http"));
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = super.view(resource);
    if (view.path("properties").path("credentials") instanceof ObjectNode credentials
        && credentials.path("authorization") instanceof ObjectNode authorization) {
      authorization.remove("parameter");
    }
    return view;
  }
}
