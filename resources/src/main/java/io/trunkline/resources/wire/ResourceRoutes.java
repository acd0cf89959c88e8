package io.trunkline.resources.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.Resource;
import io.trunkline.resources.Resource.ProvisioningState;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import io.trunkline.resources.service.ApiVersions;
import io.trunkline.resources.service.GivenResources;
import io.trunkline.resources.service.Precondition;
import io.trunkline.resources.service.Tree;
import io.trunkline.resources.service.TypeRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The verbs on one resource ({@code reference/resource-manager.md §1.3}). */
final class ResourceRoutes {
  private final ControlPlaneSettings settings;
  private final Tree tree;
  private final TypeRegistry types;

  ResourceRoutes(ControlPlaneSettings settings, Tree tree, TypeRegistry types) {
    this.settings = settings;
    this.tree = tree;
    this.types = types;
  }

  HttpReply answer(HttpCall call, ResourceId id, Access access) {
    tree.requireSubscription(id);
    Optional<ProxiedType> proxied = types.proxied(id.type());
    if (proxied.isPresent()) {
      return proxied(call, id, proxied.get(), access);
    }
    ResourceType type = tree.requireType(id);
    requireVersion(call, type.name(), type.apiVersions());
    return switch (call.method()) {
      case "GET" -> {
        access.require(type.name(), "read", id);
        ObjectNode view = read(id, type);
        yield HttpReply.json(200, view).withHeader("ETag", view.path("etag").asText("\"0\""));
      }
      case "HEAD" -> {
        access.require(type.name(), "read", id);
        yield HttpReply.status(tree.get(id).isPresent() || given(id, type).isPresent() ? 204 : 404);
      }
      case "PUT" -> put(call, id, type, ArmReplies.object(call), access);
      case "PATCH" -> patch(call, id, type, access);
      case "DELETE" -> delete(call, id, type, access);
      default -> throw methodNotAllowed(call);
    };
  }

  private HttpReply put(
      HttpCall call, ResourceId id, ResourceType type, ObjectNode body, Access access) {
    access.require(type.name(), "write", id);
    boolean existed = tree.get(id).isPresent();
    Resource resource =
        tree.put(
            id,
            body,
            access.caller().displayName(),
            settings.limits().provisioningWait(),
            precondition(call));
    HttpReply reply =
        HttpReply.json(existed ? 200 : 201, tree.view(resource))
            .withHeader("ETag", Tree.etag(resource));
    return resource.state() == ProvisioningState.SUCCEEDED
        ? reply
        : reply.withHeader("Retry-After", "1");
  }

  private HttpReply patch(HttpCall call, ResourceId id, ResourceType type, Access access) {
    access.require(type.name(), "write", id);
    Resource existing = tree.get(id).orElseThrow(() -> missing(id));
    ObjectNode merged = existing.body().deepCopy();
    ObjectNode patch = ArmReplies.object(call);
    patch.remove(Set.of("id", "name", "type"));
    merge(merged, patch);
    if (patch.has("tags")) {
      merged.set("tags", patch.get("tags")); // tags are replaced, not merged
    }
    Precondition unchanged =
        new Precondition(call.header("if-match").orElse(Tree.etag(existing)), null);
    Resource resource =
        tree.put(
            id,
            merged,
            access.caller().displayName(),
            settings.limits().provisioningWait(),
            unchanged);
    return HttpReply.json(200, tree.view(resource)).withHeader("ETag", Tree.etag(resource));
  }

  /** JSON merge patch (RFC 7396). */
  private static void merge(ObjectNode into, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      JsonNode before = into.get(member.getKey());
      if (member.getValue().isNull()) {
        into.remove(member.getKey());
      } else if (before instanceof ObjectNode left
          && member.getValue() instanceof ObjectNode right) {
        merge(left, right);
      } else {
        into.set(member.getKey(), member.getValue());
      }
    }
  }

  private HttpReply delete(HttpCall call, ResourceId id, ResourceType type, Access access) {
    access.require(type.name(), "delete", id);
    Optional<Resource> existing = tree.get(id);
    if (call.header("if-match").isPresent()) {
      precondition(call).check(id, existing);
    }
    if (existing.isEmpty()) {
      return HttpReply.status(204);
    }
    tree.delete(id, settings.limits().provisioningWait());
    if (tree.get(id).isEmpty()) {
      return HttpReply.status(200);
    }
    return HttpReply.status(202)
        .withHeader("Location", resultAddress(id))
        .withHeader("Retry-After", "1");
  }

  private String resultAddress(ResourceId id) {
    String token =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(id.toString().getBytes(StandardCharsets.UTF_8));
    return "%s/subscriptions/%s/operationresults/%s?api-version=2021-04-01"
        .formatted(
            settings.endpoints().httpsBase(),
            id.subscription().orElse(settings.subscriptions().getFirst().id()),
            token);
  }

  /** Answers a poll for the end of a deletion. */
  HttpReply operationResult(String token, Access access) {
    ResourceId id;
    try {
      id =
          ResourceId.parse(
              new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new ResourceException(404, "NotFound", "There is no operation '" + token + "'.");
    }
    access.require(tree.requireType(id).name(), "read", id);
    Optional<Resource> resource = tree.get(id);
    if (resource.isEmpty()) {
      return HttpReply.status(204);
    }
    if (resource.get().state() == ProvisioningState.DELETING) {
      return HttpReply.status(202)
          .withHeader("Location", resultAddress(id))
          .withHeader("Retry-After", "1");
    }
    return tree.entry(id)
        .filter(entry -> entry.failure() != null)
        .map(entry -> ArmReplies.error(entry.failure().exception()))
        .orElse(HttpReply.status(204));
  }

  HttpReply action(HttpCall call, ResourceId id, String action, Access access) {
    tree.requireSubscription(id);
    Optional<ProxiedType> proxied = types.proxied(id.type());
    if (proxied.isPresent()) {
      requireVersion(call, proxied.get().name(), proxied.get().apiVersions());
      access.require(proxied.get().name(), action + "/action", id);
      JsonNode reply = proxied.get().action(id, action, ArmReplies.body(call));
      int status = proxied.get().actionStatus(action);
      return reply.isMissingNode() ? HttpReply.status(status) : HttpReply.json(status, reply);
    }
    ResourceType type = tree.requireType(id);
    requireVersion(call, type.name(), type.apiVersions());
    access.require(type.name(), action + "/action", id);
    tree.ensureImplied(id);
    if (tree.get(id).isEmpty()) {
      throw missing(id);
    }
    JsonNode body = tree.action(id, action, ArmReplies.body(call));
    return body.isMissingNode() ? HttpReply.status(204) : HttpReply.json(200, body);
  }

  private HttpReply proxied(HttpCall call, ResourceId id, ProxiedType type, Access access) {
    requireVersion(call, type.name(), type.apiVersions());
    return switch (call.method()) {
      case "GET" -> {
        access.require(type.name(), "read", id);
        yield HttpReply.json(200, type.get(id, call.parameters()));
      }
      case "HEAD" -> {
        access.require(type.name(), "read", id);
        type.get(id, call.parameters());
        yield HttpReply.status(204);
      }
      case "DELETE" -> {
        access.require(type.name(), "delete", id);
        type.delete(id);
        yield HttpReply.status(200);
      }
      default -> throw methodNotAllowed(call);
    };
  }

  private ObjectNode read(ResourceId id, ResourceType type) {
    tree.ensureImplied(id);
    return tree.get(id).map(tree::view).or(() -> given(id, type)).orElseThrow(() -> missing(id));
  }

  private static Optional<ObjectNode> given(ResourceId id, ResourceType type) {
    return type instanceof GivenResources some ? some.given(id) : Optional.empty();
  }

  private ResourceException missing(ResourceId id) {
    ResourceId group = id.scope();
    if (group.resourceGroup().isPresent() && tree.get(group).isEmpty()) {
      return Tree.groupMissing(group);
    }
    return new ResourceException(
        404,
        "ResourceNotFound",
        "The Resource '%s/%s' under resource group '%s' was not found."
            .formatted(
                id.type(), String.join("/", id.names()), id.resourceGroup().orElse("<null>")));
  }

  private static Precondition precondition(HttpCall call) {
    return new Precondition(
        call.header("if-match").orElse(null), call.header("if-none-match").orElse(null));
  }

  /**
   * Checks the api-version of a request.
   *
   * @throws ResourceException 400 with the supported versions
   */
  static void requireVersion(HttpCall call, String type, Collection<String> supported) {
    String version = call.parameter("api-version").orElse("");
    if (supported.stream().noneMatch(version::equalsIgnoreCase)) {
      throw unsupportedVersion(version, type, supported);
    }
  }

  static void requireVersion(HttpCall call) {
    requireVersion(call, "Microsoft.Resources", ApiVersions.RESOURCES);
  }

  private static ResourceException unsupportedVersion(
      String version, String type, Collection<String> supported) {
    return ResourceException.badRequest(
        "NoRegisteredProviderFound",
        "No registered resource provider found for API version '%s' for type '%s'. The supported api-versions are '%s'."
            .formatted(version, type, String.join(", ", supported.stream().sorted().toList())));
  }

  static ResourceException methodNotAllowed(HttpCall call) {
    return new ResourceException(
        405, "MethodNotAllowed", call.method() + " is not supported at this address.");
  }
}
