package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceType;
import io.trunkline.workflows.effects.Timestamps;

/** A type that is read from the tree whenever it is needed: nothing is kept elsewhere. */
interface TreeOnlyType extends ResourceType {
  @Override
  default void provision(Resource resource) {
    // The tree has it already.
  }

  @Override
  default void remove(Resource resource) {
    // The tree has forgotten it.
  }

  /** Shows the resource with when it was made and changed. */
  @Override
  default ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    view.withObjectProperty("properties")
        .put("createdTime", Timestamps.of(resource.createdAt()))
        .put("changedTime", Timestamps.of(resource.changedAt()));
    return view;
  }
}
