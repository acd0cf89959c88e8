package io.trunkline.blobs.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Microsoft.Storage/storageAccounts/blobServices}: always one, {@code default}, made with
 * its account. Properties that would change behaviour are refused by name.
 */
public final class BlobServiceType implements ResourceType {
  private static final List<String> UNSUPPORTED =
      List.of("isVersioningEnabled", "automaticSnapshotPolicyEnabled");
  private static final List<String> UNSUPPORTED_POLICIES =
      List.of(
          "deleteRetentionPolicy", "containerDeleteRetentionPolicy", "changeFeed", "restorePolicy");

  @Override
  public String name() {
    return StorageAccountType.NAME + "/blobServices";
  }

  @Override
  public Optional<String> impliedName() {
    return Optional.of("default");
  }

  @Override
  public Set<String> apiVersions() {
    return StorageApiVersions.ALL;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    if (!id.name().equals("default")) {
      throw ResourceException.badRequest(
          "InvalidResourceName", "The blob service of an account is named default.");
    }
    for (String name : UNSUPPORTED) {
      if (requested.path("properties").path(name).asBoolean(false)) {
        throw ResourceException.badRequest("FeatureNotSupported", name + " is not supported.");
      }
    }
    for (String name : UNSUPPORTED_POLICIES) {
      if (requested.path("properties").path(name).path("enabled").asBoolean(false)) {
        throw ResourceException.badRequest("FeatureNotSupported", name + " is not supported.");
      }
    }
    return requested.deepCopy();
  }

  @Override
  public void provision(Resource resource) {}

  @Override
  public void remove(Resource resource) {}
}
