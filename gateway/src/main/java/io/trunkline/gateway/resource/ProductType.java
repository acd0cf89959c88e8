package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import java.util.Optional;

/** {@code service/products}. */
final class ProductType extends GatewayType {
  ProductType(Configuration configuration) {
    super("products", configuration);
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    properties.required("displayName", 300);
    properties.text("description", 1000);
    properties.word("state", "notPublished", "published");
    boolean open = !properties.flag("subscriptionRequired", true);
    if (open && properties.flag("approvalRequired", false)) {
      throw Properties.invalid("approvalRequired", "needs subscriptionRequired.");
    }
    properties
        .withDefault("subscriptionRequired", BooleanNode.TRUE)
        .withDefault("state", TextNode.valueOf("notPublished"));
  }
}
