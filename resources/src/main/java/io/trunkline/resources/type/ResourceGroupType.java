package io.trunkline.resources.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.service.ApiVersions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Resource groups ({@code reference/resource-manager.md §1.7}). */
public final class ResourceGroupType implements ResourceType {
  public static final String NAME = "Microsoft.Resources/resourceGroups";
  private static final Pattern ALLOWED = Pattern.compile("[-\\w._()]{0,89}[-\\w_()]");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> apiVersions() {
    return ApiVersions.RESOURCES;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    if (!ALLOWED.matcher(id.name()).matches()) {
      throw ResourceException.badRequest(
          "InvalidResourceGroup",
          "The resource group name '"
              + id.name()
              + "' is longer than 90, ends with a period or has characters other than letters,"
              + " digits, '-', '.', '_', '(' and ')'.");
    }
    ObjectNode prepared = Json.object();
    prepared.set("location", requested.get("location"));
    for (String member : Set.of("managedBy", "tags")) {
      if (requested.hasNonNull(member)) {
        prepared.set(member, requested.get(member));
      }
    }
    return prepared;
  }

  /** Nothing to bring about: a group is a name for what stands in it. */
  @Override
  public void provision(Resource resource) {}

  @Override
  public void remove(Resource resource) {}
}
