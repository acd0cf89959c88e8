package io.trunkline.resources.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceId;
import java.util.List;
import java.util.Optional;

/** Implemented by types of which some resources are simply there and do not stand in the tree. */
public interface GivenResources {
  /** Returns the given resource with that id, as a client sees it. */
  Optional<ObjectNode> given(ResourceId id);

  /** Returns the given resources at a scope, in a stable order. */
  List<ObjectNode> givenAt(ResourceId scope);
}
