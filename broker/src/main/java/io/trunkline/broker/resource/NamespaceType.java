package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.broker.service.NamespaceService;
import io.trunkline.broker.service.SharedKey;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** {@code Microsoft.ServiceBus/namespaces}. */
final class NamespaceType extends ServiceBusType {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,48}[A-Za-z0-9]");
  private static final List<String> SKUS = List.of("Basic", "Standard", "Premium");

  private final Supplier<ResourceTree> tree;

  NamespaceType(BrokerService broker, Supplier<ResourceTree> tree) {
    super(NAMESPACES, broker);
    this.tree = tree;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    if (!NAME.matcher(id.name()).matches()) {
      throw ResourceException.badRequest(
          "InvalidResourceName",
          "'%s' is no namespace name: 2 to 50 letters, digits and hyphens, a letter first."
              .formatted(id.name()));
    }
    Optional<NamespaceService> other = broker().find(id.name());
    if (other.isPresent() && !other.get().id().equals(id)) {
      throw new ResourceException(
          409, "Conflict", "SubCode=40900. The namespace name '" + id.name() + "' is taken.");
    }
    PropertyReader reader = new PropertyReader(properties(requested), before(existing));
    reader.flag("disableLocalAuth", false);
    reader.flag("zoneRedundant", false);
    reader.choice("minimumTlsVersion", "1.2", List.of("1.0", "1.1", "1.2", "1.3"));
    reader.choice(
        "publicNetworkAccess", "Enabled", List.of("Enabled", "Disabled", "SecuredByPerimeter"));
    reader.integer("premiumMessagingPartitions", 0, 0, 4);
    List.of("alternateName", "encryption", "privateEndpointConnections").forEach(reader::keep);
    ObjectNode body = envelope(requested, reader.stored());
    body.set("sku", sku(requested.path("sku")));
    return body;
  }

  private static ObjectNode sku(JsonNode given) {
    PropertyReader reader = new PropertyReader(given, null);
    reader.choice("name", "Standard", SKUS);
    reader.choice("tier", reader.stored().path("name").asText(), SKUS);
    reader.keep("capacity");
    return reader.stored();
  }

  @Override
  public void adopt(Resource resource) {
    NamespaceService namespace = broker().open(resource.id());
    namespace.disableKeys(resource.properties().path("disableLocalAuth").asBoolean());
  }

  @Override
  public void release(Resource resource) {
    broker().remove(resource.id());
  }

  @Override
  public void provision(Resource resource) {
    ResourceId root = resource.id().child("authorizationRules", SharedKey.ROOT);
    if (tree.get().get(root).isEmpty()) {
      ObjectNode body = Json.object();
      body.putObject("properties").putArray("rights").add("Listen").add("Manage").add("Send");
      tree.get().put(root, body);
    }
  }

  /** Its entities have been removed before; the shard stays: the namespace may come again. */
  @Override
  public void remove(Resource resource) {}

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.withObjectProperty("properties")
        .put("status", "Active")
        .put("createdAt", resource.createdAt().toString())
        .put("updatedAt", resource.changedAt().toString())
        .put("serviceBusEndpoint", broker().environment().endpoints().httpsBase() + "/")
        .put(
            "metricId",
            resource.id().subscription().orElse("")
                + ":"
                + resource.name().toLowerCase(Locale.ROOT));
    return view;
  }
}
