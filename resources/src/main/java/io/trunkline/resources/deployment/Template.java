package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * A template whose structure is sound ({@code reference/resource-manager.md §5.1}).
 *
 * @param json the whole document; never changed
 * @param symbolic whether resources have symbolic names (language version 2.0)
 * @param parameters declarations by name
 * @param variables by name, the {@code copy} loops among them
 * @param functions user-defined functions by lower-case {@code namespace.name}
 * @param definitions user-defined types
 * @param resources nested children follow their parents
 * @param outputs declarations by name
 */
record Template(
    ObjectNode json,
    boolean symbolic,
    ObjectNode parameters,
    ObjectNode variables,
    Map<String, JsonNode> functions,
    ObjectNode definitions,
    List<ResourceDeclaration> resources,
    ObjectNode outputs) {
  static final String DEPLOYMENTS = "Microsoft.Resources/deployments";

  Template {
    functions = Map.copyOf(functions);
    resources = List.copyOf(resources);
  }
}
