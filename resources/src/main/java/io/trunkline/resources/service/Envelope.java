package io.trunkline.resources.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.state.Entry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The rules that every resource's envelope obeys ({@code reference/resource-manager.md §1.2}). */
final class Envelope {
  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG_NAME = 512;
  private static final int MAX_TAG_VALUE = 256;
  private static final int MAX_NAME = 260;

  private Envelope() {}

  /** Checks what a client put, whatever the type. */
  static void check(
      ResourceId id, ResourceType type, ObjectNode body, Optional<Resource> existing) {
    if (id.name().length() > MAX_NAME || id.name().chars().anyMatch(c -> c < 0x20)) {
      throw ResourceException.badRequest(
          "InvalidResourceName", "The name of '" + id + "' is longer than 260 or not printable.");
    }
    same(body, "id", id.toString());
    same(body, "type", type.name());
    if (body.hasNonNull("name") && !nameMatches(body.get("name").asText(), id)) {
      throw mismatch("name", body.get("name").asText(), id.name());
    }
    if (body.has("properties") && !body.get("properties").isObject()) {
      if (!body.get("properties").isNull()) {
        throw invalid("'properties' has to be an object.");
      }
      body.remove("properties");
    }
    location(id, type, body, existing);
    tags(body.path("tags"));
  }

  private static void location(
      ResourceId id, ResourceType type, ObjectNode body, Optional<Resource> existing) {
    String location = body.path("location").asText("");
    if (!type.tracked()) {
      return;
    }
    if (location.isBlank()) {
      throw ResourceException.badRequest(
          "LocationRequired", "The location property is required for this definition.");
    }
    String before = existing.map(old -> old.body().path("location").asText("")).orElse("");
    if (!before.isEmpty() && !normalized(before).equals(normalized(location))) {
      throw new ResourceException(
          409,
          "InvalidResourceLocation",
          "The resource '%s' already exists in location '%s'. A resource with the same name cannot be created in location '%s'."
              .formatted(id.name(), before, location));
    }
  }

  private static void tags(JsonNode tags) {
    if (tags.isMissingNode() || tags.isNull()) {
      return;
    }
    if (!tags.isObject()) {
      throw invalid("'tags' has to be an object.");
    }
    if (tags.size() > MAX_TAGS) {
      throw ResourceException.badRequest(
          "InvalidTags", "A resource has at most 50 tags; this one has " + tags.size() + ".");
    }
    for (Map.Entry<String, JsonNode> tag : tags.properties()) {
      if (!tag.getValue().isTextual()
          || tag.getKey().length() > MAX_TAG_NAME
          || tag.getValue().asText().length() > MAX_TAG_VALUE) {
        throw ResourceException.badRequest(
            "InvalidTags",
            "The tag '%s' has to be text of at most 256 characters, its name of at most 512."
                .formatted(tag.getKey()));
      }
    }
  }

  /** Returns a location as it is compared: lower case, without blanks. */
  static String normalized(String location) {
    return location.toLowerCase(Locale.ROOT).replace(" ", "");
  }

  /** Returns what a client sees of a resource. */
  static ObjectNode view(Entry entry, ResourceType type) {
    Resource resource = entry.resource();
    ObjectNode view = Json.object();
    view.put("id", resource.id().toString());
    view.put("name", resource.name());
    view.put("type", type.name());
    view.setAll(type.view(resource));
    view.withObjectProperty("properties").put("provisioningState", state(resource));
    view.put("etag", etag(resource));
    view.putObject("systemData")
        .put("createdBy", entry.createdBy())
        .put("createdByType", "Application")
        .put("createdAt", resource.createdAt().toString())
        .put("lastModifiedBy", entry.changedBy())
        .put("lastModifiedByType", "Application")
        .put("lastModifiedAt", resource.changedAt().toString());
    return view;
  }

  /** Returns the entity tag of a resource, quotes included. */
  static String etag(Resource resource) {
    return "\"" + Long.toHexString(resource.revision()) + "\"";
  }

  private static String state(Resource resource) {
    return switch (resource.state()) {
      case ACCEPTED -> "Accepted";
      case SUCCEEDED -> "Succeeded";
      case FAILED -> "Failed";
      case DELETING -> "Deleting";
    };
  }

  private static boolean nameMatches(String name, ResourceId id) {
    List<String> names = id.names();
    return name.equalsIgnoreCase(id.name()) || name.equalsIgnoreCase(String.join("/", names));
  }

  private static void same(ObjectNode body, String member, String expected) {
    if (body.hasNonNull(member) && !body.get(member).asText().equalsIgnoreCase(expected)) {
      throw mismatch(member, body.get(member).asText(), expected);
    }
  }

  private static ResourceException mismatch(String member, String given, String expected) {
    return invalid(
        "The %s '%s' in the request body does not match '%s' of the request's address."
            .formatted(member, given, expected));
  }

  private static ResourceException invalid(String message) {
    return ResourceException.badRequest("InvalidRequestContent", message);
  }
}
