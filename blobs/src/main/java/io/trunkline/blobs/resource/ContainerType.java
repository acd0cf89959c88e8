package io.trunkline.blobs.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.blobs.service.BlobService;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import java.util.Optional;
import java.util.Set;

/** {@code Microsoft.Storage/storageAccounts/blobServices/containers}. */
public final class ContainerType implements ResourceType {
  private final BlobService blobs;

  public ContainerType(BlobService blobs) {
    this.blobs = blobs;
  }

  @Override
  public String name() {
    return StorageAccountType.NAME + "/blobServices/containers";
  }

  @Override
  public Set<String> apiVersions() {
    return StorageApiVersions.ALL;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    if (!id.name().matches("[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62}")) {
      throw ResourceException.badRequest(
          "InvalidResourceName",
          "The container name '"
              + id.name()
              + "' must have 3 to 63 lower-case letters, digits or single hyphens.");
    }
    String access = requested.path("properties").path("publicAccess").asText("None");
    if (!access.equals("None")) {
      throw ResourceException.badRequest(
          "FeatureNotSupported", "publicAccess '" + access + "' is not supported.");
    }
    return requested.deepCopy();
  }

  @Override
  public void provision(Resource resource) {
    blobs.putContainer(resource.id().toString());
  }

  @Override
  public void remove(Resource resource) {
    blobs.removeContainer(resource.id().toString());
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.withObjectProperty("properties")
        .put("publicAccess", "None")
        .put("lastModifiedTime", resource.changedAt().toString())
        .put("leaseStatus", "Unlocked")
        .put("leaseState", "Available");
    return view;
  }
}
