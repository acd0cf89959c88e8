package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A resource as a template declares it.
 *
 * @param path where it stands
 * @param symbolicName its name in a template of language version 2.0, or null
 * @param json the declaration; never changed
 * @param parent the declaration that a nested child stands in, or null
 */
record ResourceDeclaration(
    String path,
    @Nullable String symbolicName,
    ObjectNode json,
    @Nullable ResourceDeclaration parent) {

  /** Returns the type as written, with that of the enclosing declarations. */
  String type() {
    String own = json.path("type").asText("");
    return parent == null ? own : parent.type() + "/" + own;
  }

  boolean existing() {
    return json.path("existing").asBoolean(false);
  }

  /** Returns whether this is a nested deployment. */
  boolean deployment() {
    return type().equalsIgnoreCase(Template.DEPLOYMENTS);
  }
}
