package io.trunkline.monitor.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.Audiences;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.Permission;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import java.util.Optional;

/**
 * Who may use the node's own addresses: holders of a token with a permission at a resource.
 *
 * @param scope the resource id at which the permissions count
 */
record Callers(TokenVerifier tokens, Authorizer authorizer, String scope) {

  /** Returns the reply to a caller who may not do all of {@code actions}; empty where he may. */
  Optional<HttpReply> refusal(HttpCall call, String... actions) {
    try {
      String token =
          call.bearerToken()
              .orElseThrow(
                  () ->
                      new InvalidCredentialException(
                          Reason.MISSING, "The request carries no token."));
      var caller = tokens.verify(token, Audiences.RESOURCE_MANAGER);
      for (String action : actions) {
        authorizer.require(caller, Permission.management(action, scope));
      }
      return Optional.empty();
    } catch (InvalidCredentialException e) {
      return Optional.of(error(401, "Unauthorized", e.getMessage()));
    } catch (AccessDeniedException e) {
      return Optional.of(error(403, "AuthorizationFailed", e.getMessage()));
    }
  }

  static HttpReply error(int status, String code, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", code).put("message", message);
    return HttpReply.json(status, body);
  }
}
