package io.trunkline.resources.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.PrincipalDirectory.ManagedIdentity;
import io.trunkline.resources.state.ControlIndex;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The {@code identity} member that any resource may have ({@code reference/resource-manager.md
 * §1.2}). Ids are drawn once and stand in the tree; the directory learns them by provisioning.
 */
public final class ManagedIdentities {
  private static final Set<String> KINDS = Set.of("None", "SystemAssigned", "UserAssigned");
  private static final String CLIENT = "clientId";
  private static final String PRINCIPAL = "principalId";

  private final ControlIndex index;
  private final PrincipalDirectory directory;
  private final IdSource ids;
  private final String tenantId;

  public ManagedIdentities(
      ControlIndex index, PrincipalDirectory directory, IdSource ids, String tenantId) {
    this.index = index;
    this.directory = directory;
    this.ids = ids;
    this.tenantId = tenantId;
  }

  /**
   * Fills in what the platform knows of {@code body.identity}: object ids, tenant.
   *
   * @throws ResourceException when the kind is unknown or a user-assigned identity does not exist
   */
  void complete(ObjectNode body, Optional<Resource> existing) {
    if (!(body.get("identity") instanceof ObjectNode identity)) {
      return;
    }
    Set<String> kinds =
        Arrays.stream(identity.path("type").asText("None").split(",", -1))
            .map(String::strip)
            .collect(Collectors.toSet());
    if (!KINDS.containsAll(kinds)) {
      throw ResourceException.badRequest(
          "InvalidIdentityType",
          "The identity type '" + identity.path("type").asText() + "' is not supported.");
    }
    identity.remove(Set.of(PRINCIPAL, CLIENT, "tenantId"));
    if (kinds.contains("SystemAssigned")) {
      JsonNode before = existing.map(old -> old.body().path("identity")).orElse(identity);
      identity.put(PRINCIPAL, before.path(PRINCIPAL).asText(ids.uuid().toString()));
      identity.put("tenantId", tenantId);
      identity.put(CLIENT, before.path(CLIENT).asText(ids.uuid().toString()));
    }
    if (kinds.contains("UserAssigned") && identity.path("userAssignedIdentities").isObject()) {
      userAssigned((ObjectNode) identity.get("userAssignedIdentities"));
    }
  }

  private void userAssigned(ObjectNode identities) {
    for (Iterator<Map.Entry<String, JsonNode>> it = identities.properties().iterator();
        it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      if (entry.getValue().isNull()) {
        it.remove(); // null takes an identity away
        continue;
      }
      Resource assigned = userAssigned(entry.getKey());
      ObjectNode ids = identities.objectNode();
      ids.put(PRINCIPAL, assigned.properties().path(PRINCIPAL).asText());
      ids.put(CLIENT, assigned.properties().path(CLIENT).asText());
      entry.setValue(ids);
    }
  }

  private Resource userAssigned(String text) {
    try {
      return index
          .resource(ResourceId.parse(text))
          .map(entry -> entry.resource())
          .filter(found -> found.id().isType("Microsoft.ManagedIdentity/userAssignedIdentities"))
          .orElseThrow(() -> unknown(text));
    } catch (IllegalArgumentException e) {
      throw unknown(text);
    }
  }

  private static ResourceException unknown(String text) {
    return ResourceException.badRequest(
        "FailedIdentityOperation",
        "The user-assigned identity '" + text + "' does not exist: create it first.");
  }

  /** Makes the system-assigned identity of a resource known, or forgets a former one. */
  public void provision(Resource resource) {
    JsonNode identity = resource.body().path("identity");
    if (identity.has(PRINCIPAL)) {
      directory.putManagedIdentity(
          new ManagedIdentity(
              resource.id(),
              identity.path(PRINCIPAL).asText(),
              identity.path(CLIENT).asText(),
              tenantId,
              true));
    } else if (identity.isObject()) {
      directory.removeManagedIdentity(resource.id());
    }
  }

  /** Forgets the system-assigned identity of a resource that is gone. */
  public void remove(Resource resource) {
    if (resource.body().path("identity").has(PRINCIPAL)) {
      directory.removeManagedIdentity(resource.id());
    }
  }
}
