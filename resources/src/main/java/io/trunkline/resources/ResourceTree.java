package io.trunkline.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The tree, for the rooms above: authorization is the caller's business. Methods block; call them
 * from virtual threads.
 */
public interface ResourceTree {
  /** Returns the resource as last committed. */
  Optional<Resource> get(ResourceId id);

  /** Returns all resources of a type (without case) at or below {@code scope}, ordered by id. */
  List<Resource> list(String type, ResourceId scope);

  /**
   * Puts a resource and waits until its room has brought it about.
   *
   * @throws ResourceException from the type, or {@code ParentResourceNotFound}
   */
  Resource put(ResourceId id, ObjectNode body);

  /**
   * Deletes a resource with everything below it, including extension resources; returns whether
   * there was one.
   */
  boolean delete(ResourceId id);

  /** Returns what a client would see on GET. */
  ObjectNode view(Resource resource);

  /** Runs a POST action such as {@code listKeys}. */
  JsonNode action(ResourceId id, String action, JsonNode body);

  /**
   * Tells {@code listener} about every change of the tree after it is committed, in order; first
   * about all that exists. Called on the control shard's thread: hand over, do not block.
   */
  void watch(Consumer<Change> listener);

  /** A committed change. */
  sealed interface Change {
    ResourceId id();

    /** A resource was put or its provisioning state changed. */
    record Put(Resource resource) implements Change {
      @Override
      public ResourceId id() {
        return resource.id();
      }
    }

    /** A resource is gone. */
    record Removed(ResourceId id) implements Change {}
  }
}
