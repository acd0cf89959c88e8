package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.broker.service.EntityNames;
import io.trunkline.broker.service.SharedKey;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The {@code authorizationRules} of namespaces, queues and topics: keys with rights. The keys stand
 * in the resource and are never viewed; {@code listKeys} gives them out.
 */
final class AuthorizationRuleType extends ServiceBusType {
  private static final String PRIMARY = "primaryKey";
  private static final String SECONDARY = "secondaryKey";
  private static final int KEY_BYTES = 32;
  private static final int MAX_NAME = 50;
  private static final int MAX_KEY = 256;

  private final Supplier<ResourceTree> tree;

  AuthorizationRuleType(String name, BrokerService broker, Supplier<ResourceTree> tree) {
    super(name, broker);
    this.tree = tree;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    requireLength(id, id.name().length(), MAX_NAME);
    if (existing.isEmpty()) {
      requireRoom(id);
    }
    JsonNode given = properties(requested);
    ObjectNode stored = Json.object();
    ArrayNode rights = stored.putArray("rights");
    rights(given.path("rights")).forEach(right -> rights.add(right.wireName()));
    for (String key : new String[] {PRIMARY, SECONDARY}) {
      stored.put(key, key(id, key, given, existing));
    }
    return envelope(requested, stored);
  }

  private void requireRoom(ResourceId id) {
    ResourceId scope = id.parent().orElseThrow();
    int most = broker().environment().limits().maxAuthorizationRules();
    long there =
        tree.get().list(name(), scope).stream()
            .filter(rule -> rule.id().parent().filter(scope::equals).isPresent())
            .count();
    if (there >= most) {
      throw new ResourceException(
          403,
          "Forbidden",
          "SubCode=40300. '%s' may have %d authorization rules.".formatted(scope, most));
    }
  }

  private static Set<AccessRight> rights(JsonNode given) {
    EnumSet<AccessRight> rights = EnumSet.noneOf(AccessRight.class);
    for (JsonNode right : given) {
      rights.add(
          AccessRight.named(right.asText())
              .orElseThrow(
                  () ->
                      PropertyReader.invalid(
                          "rights", "'" + right.asText() + "' is none of Listen, Manage, Send")));
    }
    if (rights.isEmpty()) {
      throw PropertyReader.invalid("rights", "at least one right is needed");
    }
    if (rights.contains(AccessRight.MANAGE) && rights.size() < AccessRight.values().length) {
      throw PropertyReader.invalid("rights", "Manage needs Send and Listen too");
    }
    return rights;
  }

  private String key(ResourceId id, String name, JsonNode given, Optional<Resource> existing) {
    String wanted = given.path(name).asText("");
    if (wanted.length() > MAX_KEY) {
      throw PropertyReader.invalid(name, "a key has at most " + MAX_KEY + " characters");
    }
    if (!wanted.isEmpty()) {
      return wanted;
    }
    if (existing.isPresent()) {
      return existing.get().properties().path(name).asText();
    }
    String development = broker().options().developmentKey();
    boolean root = id.name().equals(SharedKey.ROOT) && id.parent().orElseThrow().isType(NAMESPACES);
    return root && name.equals(PRIMARY) && development != null ? development : newKey();
  }

  private String newKey() {
    return Base64.getEncoder().encodeToString(broker().environment().ids().bytes(KEY_BYTES));
  }

  @Override
  public void adopt(Resource resource) {
    JsonNode properties = resource.properties();
    namespace(resource.id())
        .putKey(
            new SharedKey(
                resource.id().parent().orElseThrow(),
                resource.name(),
                rights(properties.path("rights")),
                properties.path(PRIMARY).asText(),
                properties.path(SECONDARY).asText()));
  }

  @Override
  public void release(Resource resource) {
    findNamespace(resource.id())
        .ifPresent(
            namespace ->
                namespace.removeKey(resource.id().parent().orElseThrow(), resource.name()));
  }

  /** Keys stand in the tree alone. */
  @Override
  public void provision(Resource resource) {}

  @Override
  public void remove(Resource resource) {}

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.withObjectProperty("properties").remove(List.of(PRIMARY, SECONDARY));
    return view;
  }

  @Override
  public Map<String, Action> actions() {
    return Map.of("listkeys", (rule, _) -> keys(rule), "regeneratekeys", this::regenerate);
  }

  private JsonNode regenerate(Resource resource, JsonNode body) {
    String name =
        switch (body.path("keyType").asText()) {
          case "PrimaryKey" -> PRIMARY;
          case "SecondaryKey" -> SECONDARY;
          default ->
              throw PropertyReader.invalid("keyType", "it has to be PrimaryKey or SecondaryKey");
        };
    ObjectNode changed = resource.body().deepCopy();
    changed.withObjectProperty("properties").put(name, body.path("key").asText(newKey()));
    return keys(tree.get().put(resource.id(), changed));
  }

  private JsonNode keys(Resource resource) {
    ObjectNode keys = Json.object();
    String primary = resource.properties().path(PRIMARY).asText();
    String secondary = resource.properties().path(SECONDARY).asText();
    keys.put("primaryConnectionString", connectionString(resource, primary));
    keys.put("secondaryConnectionString", connectionString(resource, secondary));
    keys.put(PRIMARY, primary);
    keys.put(SECONDARY, secondary);
    keys.put("keyName", resource.name());
    return keys;
  }

  private String connectionString(Resource resource, String key) {
    Endpoints endpoints = broker().environment().endpoints();
    ResourceId scope = resource.id().parent().orElseThrow();
    String port = endpoints.amqps() == 5671 ? "" : ":" + endpoints.amqps();
    String text =
        "Endpoint=sb://%s%s/;SharedAccessKeyName=%s;SharedAccessKey=%s"
            .formatted(endpoints.host(), port, resource.name(), key);
    return scope.isType(NAMESPACES)
        ? text
        : text + ";EntityPath=" + EntityNames.pathOf(scope).entity();
  }
}
