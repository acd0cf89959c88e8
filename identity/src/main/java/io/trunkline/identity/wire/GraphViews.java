package io.trunkline.identity.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.Principal;
import io.trunkline.identity.state.Application;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.ServicePrincipal;
import io.trunkline.identity.state.ServicePrincipal.AppRoleGrant;
import io.trunkline.net.codec.Json;
import java.time.Instant;
import java.util.List;

/** Directory objects as Graph shows them; never a secret or its hash. */
final class GraphViews {
  private GraphViews() {}

  static ObjectNode list(List<ObjectNode> values) {
    ObjectNode body = Json.object();
    body.putArray("value").addAll(values);
    return body;
  }

  static ObjectNode application(Application application) {
    ObjectNode view = Json.object();
    view.put("id", application.objectId());
    view.put("appId", application.appId());
    view.put("displayName", application.displayName());
    view.put("signInAudience", "AzureADMyOrg");
    ArrayNode uris = view.putArray("identifierUris");
    application.identifierUris().forEach(uris::add);
    view.putObject("api").put("requestedAccessTokenVersion", application.tokenVersion());
    ArrayNode roles = view.putArray("appRoles");
    for (Application.AppRole role : application.appRoles()) {
      ObjectNode each = roles.addObject();
      each.put("id", role.id()).put("value", role.value()).put("displayName", role.displayName());
      each.put("isEnabled", true).putArray("allowedMemberTypes").add("Application");
    }
    ArrayNode passwords = view.putArray("passwordCredentials");
    for (Application.Password password : application.passwords()) {
      passwords
          .addObject()
          .put("keyId", password.keyId())
          .put("displayName", password.displayName())
          .put("hint", password.hint())
          .put("startDateTime", Instant.ofEpochMilli(password.startsAt()).toString())
          .put("endDateTime", Instant.ofEpochMilli(password.endsAt()).toString());
    }
    return view;
  }

  static ObjectNode principal(ServicePrincipal principal) {
    ObjectNode view = Json.object();
    view.put("id", principal.objectId());
    view.put("appId", principal.appId());
    view.put("displayName", principal.displayName());
    view.put("appDisplayName", principal.displayName());
    view.put("accountEnabled", true);
    view.put(
        "servicePrincipalType",
        principal.kind() == Principal.Kind.MANAGED_IDENTITY ? "ManagedIdentity" : "Application");
    ArrayNode names = view.putArray("alternativeNames");
    if (principal.resourceId() != null) {
      names.add(principal.resourceId());
    }
    return view;
  }

  /** Adds what tells the types in a mixed list apart. */
  static ObjectNode typed(String type, ObjectNode view) {
    return view.put("@odata.type", "#microsoft.graph." + type);
  }

  static ObjectNode grants(ServicePrincipal principal, DirectoryIndex index) {
    return list(
        principal.grants().stream()
            .map(grant -> grant(principal, resourceOf(grant, index), grant.roleId()))
            .toList());
  }

  static ObjectNode grant(ServicePrincipal principal, String resourceId, String roleId) {
    return Json.object()
        .put("id", principal.objectId() + "." + roleId)
        .put("principalId", principal.objectId())
        .put("principalType", "ServicePrincipal")
        .put("resourceId", resourceId)
        .put("appRoleId", roleId);
  }

  private static String resourceOf(AppRoleGrant grant, DirectoryIndex index) {
    return index
        .principalByAppId(grant.appId())
        .map(ServicePrincipal::objectId)
        .orElse(grant.appId());
  }
}
