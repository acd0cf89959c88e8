package io.trunkline.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.gateway.catalog.Subscription.Scope;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** {@code service/subscriptions}: the keys of callers. */
final class SubscriptionType extends GatewayType {
  private final IdSource ids;
  private final ResourceTree tree;

  SubscriptionType(Configuration configuration, IdSource ids, ResourceTree tree) {
    super("subscriptions", configuration);
    this.ids = ids;
    this.tree = tree;
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    properties.required("displayName", 100);
    Scope scope = scope(id, properties.required("scope", 2000));
    properties.word(
        "state", "suspended", "active", "expired", "submitted", "rejected", "cancelled");
    properties.withDefault("state", TextNode.valueOf(initialState(id, scope)));
    for (String key : new String[] {"primaryKey", "secondaryKey"}) {
      properties.text(key, 256);
      String kept = existing.map(old -> old.properties().path(key).asText()).orElse("");
      properties.withDefault(key, TextNode.valueOf(kept.isEmpty() ? newKey() : kept));
      properties.required(key, 256);
    }
  }

  /** A product may ask that somebody approves first ({@code §4.2}). */
  private String initialState(ResourceId id, Scope scope) {
    boolean approval =
        scope instanceof Scope.OneProduct product
            && configuration().list(id, "products").stream()
                .filter(resource -> resource.name().equalsIgnoreCase(product.id()))
                .anyMatch(resource -> resource.properties().path("approvalRequired").asBoolean());
    return approval ? "submitted" : "active";
  }

  /** Reads a scope: {@code /products/{id}}, {@code /apis}, {@code /apis/{id}}, or a full id. */
  static Scope scope(ResourceId subscription, String text) {
    ResourceId service = subscription.parent().orElseThrow();
    String prefix = service.toString();
    String below =
        text.regionMatches(true, 0, prefix, 0, prefix.length())
            ? text.substring(prefix.length())
            : text;
    String[] parts = below.split("/", 0);
    if (below.isEmpty() || below.equals("/") || below.matches("(?i)/apis/?")) {
      return new Scope.AllApis();
    }
    if (parts.length == 3 && parts[1].equalsIgnoreCase("apis")) {
      return new Scope.OneApi(parts[2]);
    }
    if (parts.length == 3 && parts[1].equalsIgnoreCase("products")) {
      return new Scope.OneProduct(parts[2]);
    }
    throw Properties.invalid(
        "scope", "must be /apis, /apis/{api}, /products/{product} or the service.");
  }

  private String newKey() {
    return HexFormat.of().formatHex(ids.bytes(16));
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = super.view(resource);
    ObjectNode properties = view.withObject("properties");
    properties.remove("primaryKey");
    properties.remove("secondaryKey");
    properties.put("createdDate", resource.createdAt().toString());
    return view;
  }

  @Override
  public Map<String, Action> actions() {
    return Map.of(
        "listsecrets",
        (resource, body) -> {
          JsonNode properties = resource.properties();
          return Json.object()
              .put("primaryKey", properties.path("primaryKey").asText())
              .put("secondaryKey", properties.path("secondaryKey").asText());
        },
        "regenerateprimarykey",
        (resource, body) -> regenerate(resource, "primaryKey"),
        "regeneratesecondarykey",
        (resource, body) -> regenerate(resource, "secondaryKey"));
  }

  private JsonNode regenerate(Resource resource, String key) {
    ObjectNode body = resource.body().deepCopy();
    body.withObject("properties").put(key, newKey());
    tree.put(resource.id(), body);
    return MissingNode.getInstance();
  }
}
