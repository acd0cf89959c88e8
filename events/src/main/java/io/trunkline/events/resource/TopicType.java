package io.trunkline.events.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.events.schema.InputMapping;
import io.trunkline.events.service.Topic;
import io.trunkline.events.service.Topics;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.ResourceType;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** {@code Microsoft.EventGrid/topics}: a custom topic and its two access keys. */
public final class TopicType implements ResourceType {
  public static final String NAME = "Microsoft.EventGrid/topics";
  private static final String KEYS = "keys";
  private static final int KEY_BYTES = 32;
  private static final Set<String> RESERVED = Set.of("microsoft", "eventgrid", "system");

  private final Topics topics;
  private final Endpoints endpoints;
  private final IdSource ids;
  private final Supplier<ResourceTree> tree;

  /**
   * @param tree asked only once the node is composed
   */
  public TopicType(Topics topics, Endpoints endpoints, IdSource ids, Supplier<ResourceTree> tree) {
    this.topics = topics;
    this.endpoints = endpoints;
    this.ids = ids;
    this.tree = tree;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return EventsApiVersions.ALL;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    checkName(id.name());
    ObjectNode body = requested.deepCopy();
    ObjectNode properties = body.withObjectProperty("properties");
    String schemaName = properties.path("inputSchema").asText("EventGridSchema");
    EventSchema schema =
        EventSchema.parse(schemaName)
            .orElseThrow(
                () ->
                    ResourceException.badRequest(
                        "InvalidRequest", "inputSchema '" + schemaName + "' is not known."));
    existing.ifPresent(
        before -> {
          if (schema(before) != schema) {
            throw ResourceException.badRequest(
                "InvalidRequest", "inputSchema cannot be changed once the topic exists.");
          }
        });
    if (schema == EventSchema.CUSTOM
        && properties.path("inputSchemaMapping").path("properties").isEmpty()) {
      throw ResourceException.badRequest(
          "InvalidRequest", "CustomEventSchema needs an inputSchemaMapping with properties.");
    }
    properties.put("inputSchema", schema.inputName());
    refuseNetworkRules(properties);
    properties.put("publicNetworkAccess", "Enabled");
    properties.remove(List.of("endpoint", "metricResourceId", "provisioningState"));
    if (body.has(KEYS)) {
      checkKeys(body.path(KEYS));
    } else {
      body.set(KEYS, existing.map(before -> before.body().get(KEYS)).orElseGet(this::newKeys));
    }
    return body;
  }

  @Override
  public void adopt(Resource resource) {
    ObjectNode properties = resource.properties();
    JsonNode keys = resource.body().path(KEYS);
    topics.put(
        new Topic(
            resource.id().toString(),
            resource.name(),
            schema(resource),
            InputMapping.read(properties.path("inputSchemaMapping").path("properties")),
            Map.of("key1", keys.path("key1").asText(), "key2", keys.path("key2").asText()),
            properties.path("disableLocalAuth").asBoolean(false)));
  }

  @Override
  public void release(Resource resource) {
    topics.remove(resource.id().toString());
  }

  /** Checks that the name was free: the topic that was committed first keeps it. */
  @Override
  public void provision(Resource resource) {
    boolean taken =
        topics
            .find(resource.name())
            .filter(topic -> !topic.id().equalsIgnoreCase(resource.id().toString()))
            .isPresent();
    if (taken) {
      throw new ResourceException(
          409,
          "NameConflict",
          "A topic named '" + resource.name() + "' exists in another resource group.");
    }
  }

  @Override
  public void remove(Resource resource) {}

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.remove(KEYS);
    ObjectNode properties = view.withObjectProperty("properties");
    properties.put(
        "endpoint", endpoints.httpsBase() + "/eventgrid/" + resource.name() + "/api/events");
    properties.put("metricResourceId", resource.id().toString());
    return view;
  }

  @Override
  public Map<String, Action> actions() {
    return Map.of(
        "listkeys",
        (resource, body) -> resource.body().path(KEYS).deepCopy(),
        "regeneratekey",
        this::regenerate);
  }

  private JsonNode regenerate(Resource resource, JsonNode body) {
    String name = body.path("keyName").asText();
    if (!name.equals("key1") && !name.equals("key2")) {
      throw ResourceException.badRequest("InvalidRequest", "keyName must be key1 or key2.");
    }
    ObjectNode changed = resource.body().deepCopy();
    changed.withObjectProperty(KEYS).put(name, newKey());
    tree.get().put(resource.id(), changed);
    return changed.path(KEYS);
  }

  /** A rule that is stored and not kept would only look like protection. */
  private static void refuseNetworkRules(ObjectNode properties) {
    String access = properties.path("publicNetworkAccess").asText("Enabled");
    if (!access.equalsIgnoreCase("Enabled")) {
      throw ResourceException.badRequest(
          "FeatureNotSupported", "publicNetworkAccess '" + access + "' is not supported.");
    }
    if (!properties.path("inboundIpRules").isEmpty()) {
      throw ResourceException.badRequest(
          "FeatureNotSupported", "inboundIpRules are not supported.");
    }
  }

  private static void checkKeys(JsonNode keys) {
    for (String name : List.of("key1", "key2")) {
      if (!keys.path(name).asText().matches("[A-Za-z0-9+/]{22,}={0,2}")) {
        throw ResourceException.badRequest(
            "InvalidRequest", "keys." + name + " must be a key of 16 bytes or more in base64.");
      }
    }
  }

  private static void checkName(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    if (!name.matches("[-a-zA-Z0-9]{3,50}") || RESERVED.stream().anyMatch(folded::startsWith)) {
      throw ResourceException.badRequest(
          "InvalidRequest",
          "The topic name '"
              + name
              + "' must have 3 to 50 letters, digits or hyphens and not start with Microsoft,"
              + " EventGrid or System.");
    }
  }

  /** Returns the input schema of a topic that is in the tree. */
  static EventSchema schema(Resource resource) {
    return EventSchema.parse(resource.properties().path("inputSchema").asText()).orElseThrow();
  }

  private ObjectNode newKeys() {
    return Json.object().put("key1", newKey()).put("key2", newKey());
  }

  private String newKey() {
    return Base64.getEncoder().encodeToString(ids.bytes(KEY_BYTES));
  }
}
