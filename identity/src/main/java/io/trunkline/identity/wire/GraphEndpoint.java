package io.trunkline.identity.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller.TokenCaller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.Permission;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.identity.service.Registry;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.ServicePrincipal;
import io.trunkline.kernel.RejectedException;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The part of Microsoft Graph that scripts, templates and Terraform need ({@code
 * reference/identity.md §6}). Every token of the tenant reads; who may write at the root ({@code
 * Microsoft.Directory/applications/write}, which Owner includes) registers applications.
 */
public final class GraphEndpoint {
  private static final Set<String> AUDIENCES =
      Set.of("https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000");
  private static final Permission WRITE =
      Permission.management("Microsoft.Directory/applications/write", "/");
  private static final int MAX_IDS = 1_000;

  private final DirectoryIndex index;
  private final Registry registry;
  private final TokenVerifier verifier;
  private final Authorizer authorizer;
  private final GraphApplications applications;

  public GraphEndpoint(
      DirectoryIndex index, Registry registry, TokenVerifier verifier, Authorizer authorizer) {
    this.index = index;
    this.registry = registry;
    this.verifier = verifier;
    this.authorizer = authorizer;
    this.applications = new GraphApplications(index, registry);
  }

  HttpReply answer(HttpCall call) {
    try {
      TokenCaller caller = verifier.verify(call.bearerToken().orElse(""), AUDIENCES);
      if (!call.method().equals("GET") && !isQuery(call)) {
        authorizer.require(caller, WRITE);
      }
      List<String> path = call.segments().subList(1, call.segments().size());
      return switch (path.isEmpty() ? "" : path.getFirst()) {
        case "organization" -> organization();
        case "applications" -> applications.answer(call, path.subList(1, path.size()));
        case "servicePrincipals" -> principals(call, path.subList(1, path.size()));
        case "directoryObjects" -> byIds(call, path);
        default -> throw GraphException.notSupported(call);
      };
    } catch (InvalidCredentialException e) {
      return GraphException.reply(401, "InvalidAuthenticationToken", e.getMessage());
    } catch (AccessDeniedException e) {
      return GraphException.reply(
          403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    } catch (JsonException e) {
      return GraphException.reply(400, "BadRequest", e.getMessage());
    } catch (RejectedException e) {
      return GraphException.reply(400, "Request_BadRequest", e.getMessage());
    } catch (GraphException e) {
      return e.reply();
    }
  }

  /** Returns whether a POST only reads. */
  private static boolean isQuery(HttpCall call) {
    return call.segments().getLast().equals("getByIds");
  }

  private HttpReply organization() {
    ObjectNode body = Json.object();
    index
        .tenant()
        .ifPresent(
            tenant ->
                body.putArray("value")
                    .addObject()
                    .put("id", tenant.id())
                    .put("displayName", tenant.displayName()));
    return HttpReply.json(200, body);
  }

  private HttpReply principals(HttpCall call, List<String> path) {
    if (path.isEmpty()) {
      return switch (call.method()) {
        case "GET" -> list(call);
        case "POST" -> createPrincipal(Json.parse(call.body()));
        default -> throw GraphException.notSupported(call);
      };
    }
    ServicePrincipal principal =
        index
            .principal(path.getFirst())
            .orElseThrow(() -> GraphException.notFound(path.getFirst()));
    if (path.size() == 1 && call.method().equals("GET")) {
      return HttpReply.json(200, GraphViews.principal(principal));
    }
    if (path.size() == 2 && path.getLast().equals("appRoleAssignments")) {
      return switch (call.method()) {
        case "GET" -> HttpReply.json(200, GraphViews.grants(principal, index));
        case "POST" -> grant(principal, Json.parse(call.body()));
        default -> throw GraphException.notSupported(call);
      };
    }
    throw GraphException.notSupported(call);
  }

  private HttpReply list(HttpCall call) {
    GraphFilter filter = GraphFilter.of(call, Set.of("appId", "displayName"));
    return HttpReply.json(
        200,
        GraphViews.list(
            index.principals().stream()
                .filter(it -> filter.accepts("appId", it.appId()))
                .filter(it -> filter.accepts("displayName", it.displayName()))
                .map(GraphViews::principal)
                .toList()));
  }

  private HttpReply createPrincipal(JsonNode body) {
    String appId = GraphException.text(body, "appId");
    if (index.principalByAppId(appId).isPresent()) {
      throw new GraphException(
          409,
          "Request_MultipleObjectsWithSameKeyValue",
          "The service principal cannot be created because the application has one already.");
    }
    return HttpReply.json(201, GraphViews.principal(registry.createPrincipal(appId)));
  }

  private HttpReply grant(ServicePrincipal principal, JsonNode body) {
    String resourceId = GraphException.text(body, "resourceId");
    String roleId = GraphException.text(body, "appRoleId");
    ServicePrincipal target =
        index.principal(resourceId).orElseThrow(() -> GraphException.notFound(resourceId));
    registry.grantById(principal.objectId(), target.appId(), roleId);
    return HttpReply.json(201, GraphViews.grant(principal, target.objectId(), roleId));
  }

  private HttpReply byIds(HttpCall call, List<String> path) {
    if (path.size() != 2 || !path.getLast().equals("getByIds") || !call.method().equals("POST")) {
      throw GraphException.notSupported(call);
    }
    Set<String> ids = new HashSet<>();
    Json.parse(call.body()).path("ids").forEach(id -> ids.add(id.asText()));
    if (ids.size() > MAX_IDS) {
      throw new GraphException(
          400, "Request_BadRequest", "At most " + MAX_IDS + " ids can be asked for at once.");
    }
    List<ObjectNode> found = new ArrayList<>();
    for (String id : ids) {
      Optional<ObjectNode> principal =
          index
              .principal(id)
              .map(it -> GraphViews.typed("servicePrincipal", GraphViews.principal(it)));
      principal.or(() -> application(id)).ifPresent(found::add);
    }
    return HttpReply.json(200, GraphViews.list(found));
  }

  private Optional<ObjectNode> application(String objectId) {
    return index.applications().stream()
        .filter(it -> it.objectId().equalsIgnoreCase(objectId))
        .findFirst()
        .map(it -> GraphViews.typed("application", GraphViews.application(it)));
  }
}
