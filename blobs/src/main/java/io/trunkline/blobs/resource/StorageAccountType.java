package io.trunkline.blobs.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.blobs.service.StorageAccount;
import io.trunkline.blobs.service.StorageAccounts;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** {@code Microsoft.Storage/storageAccounts}: an account, its two keys and its blob service. */
public final class StorageAccountType implements ResourceType {
  public static final String NAME = "Microsoft.Storage/storageAccounts";
  private static final String KEYS = "keys";
  private static final int KEY_BYTES = 64;

  private final StorageAccounts accounts;
  private final Endpoints endpoints;
  private final IdSource ids;
  private final Supplier<ResourceTree> tree;

  /**
   * @param tree asked only once the node is composed
   */
  public StorageAccountType(
      StorageAccounts accounts, Endpoints endpoints, IdSource ids, Supplier<ResourceTree> tree) {
    this.accounts = accounts;
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
    return StorageApiVersions.ALL;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    if (!id.name().matches("[a-z0-9]{3,24}")) {
      throw ResourceException.badRequest(
          "AccountNameInvalid",
          id.name()
              + " is not a valid storage account name: 3 to 24 lower-case letters or digits.");
    }
    for (String field : List.of("sku", "kind")) {
      if (!requested.hasNonNull(field) && existing.isEmpty()) {
        throw ResourceException.badRequest(
            "InvalidRequestPropertyName", "A storage account needs '" + field + "'.");
      }
    }
    ObjectNode body = requested.deepCopy();
    ObjectNode properties = body.withObjectProperty("properties");
    refuseNetworkRules(properties);
    if (body.has(KEYS)) {
      checkKeys(body.path(KEYS));
    } else {
      body.set(KEYS, existing.map(before -> before.body().get(KEYS)).orElseGet(this::newKeys));
    }
    properties.remove(
        List.of("primaryEndpoints", "primaryLocation", "statusOfPrimary", "creationTime"));
    return body;
  }

  @Override
  public void adopt(Resource resource) {
    JsonNode keys = resource.body().path(KEYS);
    accounts.put(
        new StorageAccount(
            resource.id().toString(),
            resource.name(),
            Map.of("key1", keys.path("key1").asText(), "key2", keys.path("key2").asText()),
            resource.properties().path("allowSharedKeyAccess").asBoolean(true)));
  }

  @Override
  public void release(Resource resource) {
    accounts.remove(resource.id().toString());
  }

  /** Checks that the name was free: the account that was committed first keeps it. */
  @Override
  public void provision(Resource resource) {
    boolean taken =
        accounts
            .find(resource.name())
            .filter(account -> !account.id().equalsIgnoreCase(resource.id().toString()))
            .isPresent();
    if (taken) {
      throw new ResourceException(
          409,
          "StorageAccountAlreadyTaken",
          "The storage account named " + resource.name() + " is already taken.");
    }
  }

  @Override
  public void remove(Resource resource) {}

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.remove(KEYS);
    ObjectNode properties = view.withObjectProperty("properties");
    properties
        .putObject("primaryEndpoints")
        .put("blob", endpoints.httpsBase() + "/" + resource.name() + "/");
    properties.put("primaryLocation", resource.body().path("location").asText());
    properties.put("statusOfPrimary", "available");
    properties.put("creationTime", resource.createdAt().toString());
    return view;
  }

  @Override
  public Map<String, Action> actions() {
    return Map.of(
        "listkeys",
        (resource, body) -> keys(resource.body(), resource),
        "regeneratekey",
        this::regenerate);
  }

  /** A rule that is stored and not kept would only look like protection. */
  private static void refuseNetworkRules(ObjectNode properties) {
    String access = properties.path("publicNetworkAccess").asText("Enabled");
    String action = properties.path("networkAcls").path("defaultAction").asText("Allow");
    if (!access.equalsIgnoreCase("Enabled") || !action.equalsIgnoreCase("Allow")) {
      throw ResourceException.badRequest(
          "FeatureNotSupported",
          "publicNetworkAccess other than Enabled and networkAcls other than Allow are not"
              + " supported.");
    }
  }

  private static void checkKeys(JsonNode keys) {
    for (String name : List.of("key1", "key2")) {
      if (!keys.path(name).asText().matches("[A-Za-z0-9+/]{22,}={0,2}")) {
        throw ResourceException.badRequest(
            "InvalidRequestPropertyName",
            "keys." + name + " must be a key of 16 bytes or more in base64.");
      }
    }
  }

  private JsonNode regenerate(Resource resource, JsonNode body) {
    String name = body.path("keyName").asText();
    if (!name.equals("key1") && !name.equals("key2")) {
      throw ResourceException.badRequest("InvalidKeyName", "keyName must be key1 or key2.");
    }
    ObjectNode changed = resource.body().deepCopy();
    changed.withObjectProperty(KEYS).put(name, newKey());
    tree.get().put(resource.id(), changed);
    return keys(changed, resource);
  }

  private static ObjectNode keys(ObjectNode body, Resource resource) {
    ObjectNode reply = Json.object();
    ArrayNode keys = reply.putArray("keys");
    for (String name : List.of("key1", "key2")) {
      keys.addObject()
          .put("keyName", name)
          .put("value", body.path(KEYS).path(name).asText())
          .put("permissions", "FULL")
          .put("creationTime", resource.createdAt().toString());
    }
    return reply;
  }

  private ObjectNode newKeys() {
    return Json.object().put("key1", newKey()).put("key2", newKey());
  }

  private String newKey() {
    return Base64.getEncoder().encodeToString(ids.bytes(KEY_BYTES));
  }
}
