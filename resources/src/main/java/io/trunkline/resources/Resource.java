package io.trunkline.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A resource as it stands in the tree.
 *
 * @param id where it is
 * @param body the stored envelope: {@code location}, {@code tags}, {@code sku}, {@code kind},
 *     {@code identity}, {@code properties}, …; without {@code id}, {@code name}, {@code type},
 *     which the id gives; may hold secrets, which {@link ResourceType#view} leaves out. Never
 *     changed: copy first.
 * @param revision grows with every change of this resource; provisioning the same revision twice is
 *     the same as once
 * @param state provisioning state
 * @param createdAt when it was first put
 * @param changedAt when it was last put
 */
public record Resource(
    ResourceId id,
    ObjectNode body,
    long revision,
    ProvisioningState state,
    Instant createdAt,
    Instant changedAt) {

  /** How far the owning room has come. */
  public enum ProvisioningState {
    ACCEPTED,
    SUCCEEDED,
    FAILED,
    DELETING
  }

  /** Returns the {@code properties} object, empty where there is none. Never changed. */
  public ObjectNode properties() {
    return body.path("properties") instanceof ObjectNode properties
        ? properties
        : body.objectNode();
  }

  public String name() {
    return id.name();
  }
}
