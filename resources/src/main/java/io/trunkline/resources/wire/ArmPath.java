package io.trunkline.resources.wire;

import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an address names: a resource or scope, and maybe one more segment, which is a collection for
 * GET and an action for POST.
 *
 * @param id the resource or scope
 * @param tail the segment after it: a child type, an action, or empty
 * @param namespace the provider namespace before the tail where the tail follows it directly, for
 *     example {@code Microsoft.ServiceBus} in {@code …/providers/Microsoft.ServiceBus/namespaces}
 */
record ArmPath(ResourceId id, Optional<String> tail, Optional<String> namespace) {

  /**
   * Takes an address apart.
   *
   * @param segments decoded
   * @throws ResourceException 400 {@code InvalidRequestUri}
   */
  static ArmPath parse(List<String> segments) {
    List<String> path = new ArrayList<>(segments);
    for (int i = 0; i < path.size(); i++) {
      if (path.get(i).contains("/") || path.get(i).isBlank()) {
        throw invalid(segments);
      }
      canonical(path, i);
    }
    Optional<String> tail = Optional.empty();
    Optional<String> namespace = Optional.empty();
    int provider = lastProvider(path);
    boolean odd = (path.size() - (provider < 0 ? 0 : provider + 2)) % 2 != 0;
    if (provider >= 0 && provider == path.size() - 1) {
      throw invalid(segments);
    }
    if (odd) {
      tail = Optional.of(path.removeLast());
    }
    if (provider >= 0 && path.size() == provider + 2) {
      namespace = Optional.of(path.removeLast());
      path.removeLast();
    }
    try {
      String text = String.join("/", path);
      return new ArmPath(
          text.isEmpty() ? ResourceId.ROOT : ResourceId.parse("/" + text), tail, namespace);
    } catch (IllegalArgumentException e) {
      throw invalid(segments);
    }
  }

  /** Returns the full type that the tail names as a collection. */
  String collectionType() {
    String last = tail.orElseThrow();
    return namespace.map(name -> name + "/" + last).orElseGet(() -> id.type() + "/" + last);
  }

  private static void canonical(List<String> path, int index) {
    String segment = path.get(index);
    if (index == 0 && segment.equalsIgnoreCase("subscriptions")) {
      path.set(index, "subscriptions");
    } else if (index == 2 && segment.equalsIgnoreCase("resourceGroups")) {
      path.set(index, "resourceGroups");
    } else if (segment.equalsIgnoreCase("providers")) {
      path.set(index, "providers");
    }
  }

  private static int lastProvider(List<String> path) {
    int last = -1;
    for (int i = 0; i < path.size(); i += 2) {
      if (path.get(i).equals("providers")) {
        last = i;
      }
    }
    return last;
  }

  private static ResourceException invalid(List<String> segments) {
    return ResourceException.badRequest(
        "InvalidRequestUri", "'/" + String.join("/", segments) + "' names no resource.");
  }
}
