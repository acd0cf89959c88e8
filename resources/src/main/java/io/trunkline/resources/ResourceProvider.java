package io.trunkline.resources;

import java.util.List;

/**
 * A room's resource types, registered under their namespace when the node is composed.
 *
 * @param namespace for example {@code Microsoft.ServiceBus}
 * @param types its types in the tree, parents before children
 * @param proxied its types that live in the room
 */
public record ResourceProvider(
    String namespace, List<ResourceType> types, List<ProxiedType> proxied) {
  public ResourceProvider {
    types = List.copyOf(types);
    proxied = List.copyOf(proxied);
  }
}
