package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import java.util.Map;
import java.util.Optional;

/** {@code service/namedValues}: texts that policies refer to as {@code {{name}}}. */
final class NamedValueType extends GatewayType {
  NamedValueType(Configuration configuration) {
    super("namedValues", configuration);
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    properties.refuse("keyVault");
    String name = properties.required("displayName", 256);
    if (!name.matches("[A-Za-z0-9-._]+")) {
      throw Properties.invalid(
          "displayName", "may hold only letters, digits, hyphens, dots and underscores.");
    }
    properties.flag("secret", false);
    // A client that read a secret cannot put it back: then it stays.
    existing.ifPresent(
        old ->
            properties.withDefault(
                "value", TextNode.valueOf(old.properties().path("value").asText())));
    String value = properties.required("value", 4096);
    if (value.isBlank()) {
      throw Properties.invalid("value", "must not be blank.");
    }
    if (value.matches("(?s).*\\{\\{[A-Za-z0-9._-]+}}.*")) {
      throw Properties.invalid("value", "must not refer to another named value.");
    }
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = super.view(resource);
    if (resource.properties().path("secret").asBoolean()) {
      view.withObject("properties").remove("value");
    }
    return view;
  }

  @Override
  public Map<String, Action> actions() {
    return Map.of(
        "listvalue",
        (resource, body) ->
            Json.object().put("value", resource.properties().path("value").asText()));
  }
}
