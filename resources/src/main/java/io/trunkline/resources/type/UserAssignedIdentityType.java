package io.trunkline.resources.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.service.ApiVersions;
import io.trunkline.resources.service.PrincipalDirectory;
import io.trunkline.resources.service.PrincipalDirectory.ManagedIdentity;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** User-assigned managed identities ({@code reference/resource-manager.md §11}). */
public final class UserAssignedIdentityType implements ResourceType {
  public static final String NAME = "Microsoft.ManagedIdentity/userAssignedIdentities";
  private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}");

  private final PrincipalDirectory directory;
  private final IdSource ids;
  private final String tenantId;

  public UserAssignedIdentityType(PrincipalDirectory directory, IdSource ids, String tenantId) {
    this.directory = directory;
    this.ids = ids;
    this.tenantId = tenantId;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return ApiVersions.MANAGED_IDENTITY;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    if (!ALLOWED.matcher(id.name()).matches()) {
      throw ResourceException.badRequest(
          "InvalidResourceName",
          "The identity name '"
              + id.name()
              + "' has to have 3 to 128 letters, digits, hyphens and underscores.");
    }
    ObjectNode prepared = Json.object();
    prepared.set("location", requested.get("location"));
    if (requested.hasNonNull("tags")) {
      prepared.set("tags", requested.get("tags"));
    }
    ObjectNode properties = prepared.putObject("properties");
    properties.put("tenantId", tenantId);
    properties.put("principalId", kept(existing, "principalId"));
    properties.put("clientId", kept(existing, "clientId"));
    if (requested.at("/properties/isolationScope").isTextual()) {
      properties.set("isolationScope", requested.at("/properties/isolationScope"));
    }
    return prepared;
  }

  private String kept(Optional<Resource> existing, String property) {
    return existing
        .map(resource -> resource.properties().path(property).asText())
        .orElseGet(() -> ids.uuid().toString());
  }

  @Override
  public void provision(Resource resource) {
    directory.putManagedIdentity(
        new ManagedIdentity(
            resource.id(),
            resource.properties().path("principalId").asText(),
            resource.properties().path("clientId").asText(),
            tenantId,
            false));
  }

  @Override
  public void remove(Resource resource) {
    directory.removeManagedIdentity(resource.id());
  }
}
