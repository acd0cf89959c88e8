package io.trunkline.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A type of resource, declared by the room that owns it: its rules, its view and what has to happen
 * when one is put or deleted. Methods run on virtual threads and may block.
 *
 * <p>What has to happen is in two parts. {@link #adopt} and {@link #release} change what a node
 * keeps in memory, and run on every node. {@link #provision} and {@link #remove} change what is
 * durable, and run on the node alone that leads the control shard. A put is adopted, provisioned,
 * answered; a deletion removed, released, answered.
 */
public interface ResourceType {
  /** Returns the full type, for example {@code Microsoft.ServiceBus/namespaces/queues}. */
  String name();

  /** Returns the api-versions that clients may ask for, as {@code yyyy-MM-dd[-preview]}. */
  Set<String> apiVersions();

  /** Returns whether resources of this type need a {@code location} (top-level, tracked types). */
  default boolean tracked() {
    return name().chars().filter(c -> c == '/').count() == 1;
  }

  /** Returns whether resources of this type may stand at any scope or resource. */
  default boolean extension() {
    return false;
  }

  /**
   * Returns the name of the one resource of this type that is there as soon as its parent is, put
   * or not, for example {@code default} of {@code Microsoft.Storage/storageAccounts/blobServices}.
   * It is prepared from an empty body when it is first needed.
   */
  default Optional<String> impliedName() {
    return Optional.empty();
  }

  /**
   * Checks what a client put and returns what is stored: defaults filled in, read-only properties
   * left out, generated secrets (keys) added. Called before anything is committed.
   *
   * @param requested the body of the request, envelope and all
   * @param existing the resource that is replaced, if any
   * @throws ResourceException with the error that the client sees
   */
  ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing);

  /**
   * Makes a revision known to the owning room of this node, in memory: called on every node once
   * the revision is committed, parents before children, and for every resource when the node
   * starts. Idempotent; changes nothing durable and puts no other resource.
   */
  default void adopt(Resource resource) {}

  /** Makes the owning room of this node forget a resource that is gone. Idempotent. */
  default void release(Resource resource) {}

  /**
   * Brings about in the owning room what is durable. Idempotent: called again after a crash, and
   * for every resource of this type when a node begins to lead. The revision was adopted before.
   *
   * @throws ResourceException to mark the resource as failed, with the error that the client sees
   */
  void provision(Resource resource);

  /**
   * Takes back in the owning room what is durable. Idempotent. Children have gone before; {@link
   * #release} follows.
   */
  void remove(Resource resource);

  /**
   * Returns what a client sees: the stored envelope without secrets, with read-only properties
   * (state, counts, endpoints) added. The tree adds {@code id}, {@code name}, {@code type} and
   * {@code properties.provisioningState}.
   */
  default ObjectNode view(Resource resource) {
    return resource.body().deepCopy();
  }

  /** Returns the POST actions below a resource of this type, by lower-case name. */
  default Map<String, Action> actions() {
    return Map.of();
  }

  /** A POST action, for example {@code listKeys}. */
  @FunctionalInterface
  interface Action {
    /**
     * Carries the action out.
     *
     * @param body the request's body, or a missing node
     * @return the reply's body; a missing node for 204
     */
    JsonNode run(Resource resource, JsonNode body);
  }
}
