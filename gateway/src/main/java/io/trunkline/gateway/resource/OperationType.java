package io.trunkline.gateway.resource;

import io.trunkline.gateway.catalog.UrlTemplate;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import java.util.Optional;

/** {@code service/apis/operations}. */
final class OperationType extends GatewayType {
  OperationType(Configuration configuration) {
    super("apis/operations", configuration);
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    if (id.name().length() > 80) {
      throw Properties.invalid("name", "must have at most 80 characters.");
    }
    properties.refuse("policies");
    properties.required("displayName", 300);
    properties.required("method", 20);
    properties.text("description", 1000);
    try {
      UrlTemplate.parse(properties.required("urlTemplate", 1000));
    } catch (IllegalArgumentException e) {
      throw Properties.invalid("urlTemplate", "is not understood. " + e.getMessage());
    }
  }
}
