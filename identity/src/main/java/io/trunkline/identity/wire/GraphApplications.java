package io.trunkline.identity.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.Applications.ClientSecret;
import io.trunkline.identity.service.Registry;
import io.trunkline.identity.state.Application;
import io.trunkline.identity.state.Application.AppRole;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code /v1.0/applications}. */
final class GraphApplications {
  private static final int MAX_ENTRIES = 100;
  private static final int MAX_CERTIFICATE = 16_384;

  private final DirectoryIndex index;
  private final Registry registry;

  GraphApplications(DirectoryIndex index, Registry registry) {
    this.index = index;
    this.registry = registry;
  }

  HttpReply answer(HttpCall call, List<String> path) {
    if (path.isEmpty()) {
      return switch (call.method()) {
        case "GET" -> list(call);
        case "POST" -> create(Json.parse(call.body()));
        default -> throw GraphException.notSupported(call);
      };
    }
    Application application = find(path.getFirst());
    String verb = call.method() + (path.size() == 2 ? " " + path.getLast() : "");
    return switch (path.size() > 2 ? "" : verb) {
      case "GET" -> HttpReply.json(200, GraphViews.application(application));
      case "DELETE" -> {
        registry.removeApplication(application.appId());
        yield HttpReply.status(204);
      }
      case "POST addPassword" -> addPassword(application, call);
      case "POST removePassword" -> {
        registry.removeSecret(
            application.appId(), GraphException.text(Json.parse(call.body()), "keyId"));
        yield HttpReply.status(204);
      }
      default -> throw GraphException.notSupported(call);
    };
  }

  private HttpReply list(HttpCall call) {
    GraphFilter filter = GraphFilter.of(call, Set.of("appId", "displayName"));
    return HttpReply.json(
        200,
        GraphViews.list(
            index.applications().stream()
                .filter(it -> filter.accepts("appId", it.appId()))
                .filter(it -> filter.accepts("displayName", it.displayName()))
                .map(GraphViews::application)
                .toList()));
  }

  private HttpReply create(JsonNode body) {
    List<String> uris = new ArrayList<>();
    body.path("identifierUris").forEach(uri -> uris.add(uri.asText()));
    List<AppRole> roles = new ArrayList<>();
    for (JsonNode role : body.path("appRoles")) {
      roles.add(
          new AppRole(
              GraphException.text(role, "id"),
              GraphException.text(role, "value"),
              role.path("displayName").asText()));
    }
    List<String> certificates = new ArrayList<>();
    body.path("keyCredentials")
        .forEach(key -> certificates.add(GraphException.text(key, "key", MAX_CERTIFICATE)));
    if (certificates.size() > MAX_ENTRIES
        || uris.size() > MAX_ENTRIES
        || roles.size() > MAX_ENTRIES) {
      throw new GraphException(
          400,
          "Request_BadRequest",
          "An application has at most %d identifier URIs, app roles and certificates."
              .formatted(MAX_ENTRIES));
    }
    int version = body.path("api").path("requestedAccessTokenVersion").asInt(1);
    if (version != 1 && version != 2) {
      throw new GraphException(
          400, "Request_BadRequest", "api.requestedAccessTokenVersion is 1, 2 or null.");
    }
    return HttpReply.json(
        201,
        GraphViews.application(
            registry.createApplication(
                GraphException.text(body, "displayName"), uris, roles, version, certificates)));
  }

  private HttpReply addPassword(Application application, HttpCall call) {
    JsonNode credential =
        call.body().length == 0
            ? Json.object()
            : Json.parse(call.body()).path("passwordCredential");
    Instant endsAt;
    try {
      String end = credential.path("endDateTime").asText("");
      endsAt = end.isEmpty() ? null : OffsetDateTime.parse(end).toInstant();
    } catch (DateTimeException e) {
      throw new GraphException(400, "Request_BadRequest", "endDateTime is not a date.");
    }
    ClientSecret secret =
        registry.addSecret(application.appId(), credential.path("displayName").asText(""), endsAt);
    ObjectNode body = Json.object();
    body.put("keyId", secret.keyId());
    body.put("displayName", credential.path("displayName").asText(""));
    body.put("hint", secret.secret().substring(0, 3));
    body.put("secretText", secret.secret());
    body.put("endDateTime", secret.endsAt().toString());
    return HttpReply.json(200, body).withHeader("Cache-Control", "no-store");
  }

  private Application find(String id) {
    return index.applications().stream()
        .filter(it -> it.objectId().equalsIgnoreCase(id))
        .findFirst()
        .orElseThrow(() -> GraphException.notFound(id));
  }
}
