package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Microsoft.Web/customApis}: custom connectors, each with an OpenAPI document (2.0 or 3.x)
 * in {@code properties.swagger}. Connections name one by its resource id in {@code api.id}.
 */
final class CustomApiType implements TreeOnlyType {
  static final String NAME = "Microsoft.Web/customApis";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return Set.of("2016-06-01");
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    ObjectNode body = requested.deepCopy();
    ObjectNode swagger = body.at("/properties/swagger") instanceof ObjectNode given ? given : null;
    if (swagger == null) {
      throw new ResourceException(
          400,
          "InvalidSwagger",
          "The custom connector '%s' needs an OpenAPI document in 'properties.swagger'."
              .formatted(id.name()),
          "properties.swagger");
    }
    boolean located =
        !body.at("/properties/backendService/serviceUrl").asText("").isEmpty()
            || !swagger.path("host").asText("").isEmpty()
            || !swagger.at("/servers/0/url").asText("").isEmpty();
    if (!located || !swagger.path("paths").isObject()) {
      throw new ResourceException(
          400,
          "InvalidSwagger",
          "The document of the custom connector '%s' needs 'paths', and a 'host', 'servers' or 'backendService.serviceUrl'."
              .formatted(id.name()),
          "properties.swagger");
    }
    return body;
  }
}
