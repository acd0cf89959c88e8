package io.trunkline.blobs.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.blobs.BlobStorage;
import io.trunkline.blobs.BlobsConfig;
import io.trunkline.identity.Caller;
import io.trunkline.identity.Caller.KeyCaller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.Permission;
import io.trunkline.identity.Principal;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceManager;
import io.trunkline.testkit.NoPrincipals;
import io.trunkline.testkit.OpenAccess;
import java.time.Instant;
import java.util.Set;

/** A resource manager and blob storage on a kernel in memory, with one account. */
public final class BlobsBench {
  public static final String TENANT = "11111111-1111-1111-1111-111111111111";
  public static final String SUBSCRIPTION = "22222222-2222-2222-2222-222222222222";
  public static final String GROUP = "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/rg";
  public static final String ACCOUNT = GROUP + "/providers/Microsoft.Storage/storageAccounts/store";
  public static final String CONTAINERS = ACCOUNT + "/blobServices/default/containers/";
  public static final String ACCOUNT_BODY =
      """
      {"location":"westeurope","kind":"StorageV2","sku":{"name":"Standard_LRS"}}
      """;

  /** A token that is accepted, of somebody who may do everything; {@code stranger} may not. */
  public static final String TOKEN = "owner";

  public final ManualClock clock = new ManualClock();
  public final RaisedEvents events = new RaisedEvents();
  private final BlobsConfig config;
  private final Endpoints endpoints;
  private MemoryKernel kernel = new MemoryKernel(clock);
  private BlobStorage storage;
  private ResourceManager manager;

  public BlobsBench(BlobsConfig config) {
    this(config, Endpoints.local(0));
  }

  public BlobsBench(BlobsConfig config, Endpoints endpoints) {
    this.config = config;
    this.endpoints = endpoints;
    open();
    put(GROUP, "{\"location\":\"westeurope\"}");
    put(ACCOUNT, ACCOUNT_BODY);
  }

  /** Starts again on what survives a kill. */
  public void crash() {
    kernel = kernel.crash();
    open();
  }

  private void open() {
    manager =
        new ResourceManager(
            ControlPlaneSettings.of(TENANT, SUBSCRIPTION, endpoints),
            new OpenAccess(TENANT),
            new NoPrincipals(),
            IdSource.secure(),
            clock);
    storage =
        new BlobStorage(
            config,
            new BlobStorage.Needs(
                kernel,
                tokens(),
                BlobsBench::allows,
                events,
                manager::tree,
                endpoints,
                clock,
                IdSource.secure()));
    manager.register(storage.provider());
    manager.open(kernel);
    manager.provisionAll();
  }

  private static boolean allows(Caller caller, Permission permission) {
    return caller instanceof KeyCaller key
        ? key.actions().stream().anyMatch(action -> matches(action, permission.action()))
        : !caller.label().contains("stranger");
  }

  private static boolean matches(String pattern, String action) {
    return pattern.endsWith("*")
        ? action.startsWith(pattern.substring(0, pattern.length() - 1))
        : action.equals(pattern);
  }

  private static TokenVerifier tokens() {
    return (token, audiences) -> {
      if (!Set.of(TOKEN, "stranger").contains(token)
          || !audiences.contains("https://storage.azure.com")) {
        throw new InvalidCredentialException(Reason.BAD_SIGNATURE, "The token is not ours.");
      }
      return new Caller.TokenCaller(
          new Principal(token, TENANT, token, Principal.Kind.APPLICATION, Set.of(), token),
          "https://storage.azure.com",
          Instant.MAX);
    };
  }

  public BlobStorage storage() {
    return storage;
  }

  public ResourceManager manager() {
    return manager;
  }

  public void settle() {
    kernel.settle();
  }

  public Resource put(String id, String body) {
    return manager.tree().put(ResourceId.parse(id), (ObjectNode) Json.parse(body));
  }

  /** Makes a container of the account and returns its id. */
  public String container(String name) {
    put(CONTAINERS + name, "{}");
    return CONTAINERS + name;
  }

  public JsonNode action(String id, String name, String body) {
    return manager.tree().action(ResourceId.parse(id), name, Json.parse(body));
  }

  public ObjectNode view(String id) {
    return manager.tree().view(manager.tree().get(ResourceId.parse(id)).orElseThrow());
  }

  public String key() {
    return action(ACCOUNT, "listKeys", "{}").at("/keys/0/value").asText();
  }
}
