package io.trunkline.server.adapter;

import io.trunkline.identity.Audiences;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.Permission;
import io.trunkline.identity.Principal;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.net.http.HttpCall;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.service.ControlAccess;
import io.trunkline.resources.service.ControlCaller;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** Lets identity decide who may use the control plane. */
public final class ControlAccessAdapter implements ControlAccess {
  private final TokenVerifier tokens;
  private final Authorizer authorizer;
  private final Supplier<Set<String>> ownAudiences;

  /**
   * @param ownAudiences addresses of the cluster's nodes, accepted besides Azure's audiences
   */
  public ControlAccessAdapter(
      TokenVerifier tokens, Authorizer authorizer, Supplier<Set<String>> ownAudiences) {
    this.tokens = tokens;
    this.authorizer = authorizer;
    this.ownAudiences = ownAudiences;
  }

  private Set<String> audiences() {
    Set<String> all = new HashSet<>(Audiences.RESOURCE_MANAGER);
    all.addAll(ownAudiences.get());
    return all;
  }

  @Override
  public ControlCaller authenticate(HttpCall call) {
    try {
      String token =
          call.bearerToken()
              .orElseThrow(
                  () ->
                      new InvalidCredentialException(
                          Reason.MISSING,
                          "Authentication failed. The 'Authorization' header is missing."));
      Principal principal = tokens.verify(token, audiences()).principal();
      return new ControlCaller(
          principal.objectId(),
          principal.tenantId(),
          principal.displayName(),
          kind(principal.kind()));
    } catch (InvalidCredentialException e) {
      throw new ResourceException(401, code(e.reason()), e.getMessage());
    }
  }

  @Override
  public void require(ControlCaller caller, String action, ResourceId scope) {
    if (caller.equals(ControlCaller.system(caller.tenantId()))) {
      return;
    }
    Principal principal =
        new Principal(
            caller.objectId(),
            caller.tenantId(),
            "",
            caller.kind().equals("User") ? Principal.Kind.USER : Principal.Kind.APPLICATION,
            Set.of(),
            caller.displayName());
    Caller known = new Caller.TokenCaller(principal, "", Instant.MAX);
    if (!authorizer.allows(known, Permission.management(action, scope.toString()))) {
      throw new ResourceException(
          403,
          "AuthorizationFailed",
          "The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. If access was recently granted, please refresh your credentials."
              .formatted(caller.displayName(), caller.objectId(), action, scope));
    }
  }

  private static String kind(Principal.Kind kind) {
    return switch (kind) {
      case USER -> "User";
      case MANAGED_IDENTITY -> "ManagedIdentity";
      case APPLICATION, GROUP -> "Application";
    };
  }

  private static String code(Reason reason) {
    return switch (reason) {
      case MISSING -> "AuthenticationFailed";
      case EXPIRED -> "ExpiredAuthenticationToken";
      case WRONG_AUDIENCE, WRONG_ISSUER -> "InvalidAuthenticationTokenAudience";
      case MALFORMED, BAD_SIGNATURE, NOT_YET_VALID, UNKNOWN_PRINCIPAL, UNKNOWN_KEY, DISABLED ->
          "InvalidAuthenticationToken";
    };
  }
}
