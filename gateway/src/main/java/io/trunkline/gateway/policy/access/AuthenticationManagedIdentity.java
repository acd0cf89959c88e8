package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.ManagedIdentityTokens;
import java.util.Map;
import java.util.Optional;

/**
 * {@code authentication-managed-identity}: a token of the service's identity for the backend.
 *
 * @param clientId client id of a user-assigned identity; absent for the system-assigned one
 * @param variable where the token goes as well, if anywhere
 */
public record AuthenticationManagedIdentity(
    PolicyValue resource,
    Optional<PolicyValue> clientId,
    Optional<String> variable,
    boolean ignoreError,
    ManagedIdentityTokens tokens)
    implements Policy {

  public static AuthenticationManagedIdentity compile(
      PolicyElement element, CompileContext context) {
    element
        .allowAttributes("resource", "client-id", "output-token-variable-name", "ignore-error")
        .allowChildren();
    return new AuthenticationManagedIdentity(
        context.required(element, "resource"),
        context.optional(element, "client-id"),
        context.literal(element, "output-token-variable-name"),
        context.flag(element, "ignore-error", false),
        context.services().identities());
  }

  @Override
  public Flow apply(Exchange exchange) {
    applyTo(exchange, exchange.request().headers());
    return Flow.CONTINUE;
  }

  private String identity(Exchange exchange) {
    if (clientId.isEmpty()) {
      return exchange.service().resourceId();
    }
    String id = clientId.get().text(exchange);
    return exchange
        .service()
        .identity(id)
        .orElseThrow(
            () ->
                new InvalidCredentialException(
                    InvalidCredentialException.Reason.UNKNOWN_PRINCIPAL,
                    "The service has no user-assigned identity with the client id " + id + "."));
  }

  /** Sets the header of a request. */
  public void applyTo(Exchange exchange, Headers headers) {
    try {
      String token = tokens.token(identity(exchange), resource.text(exchange));
      variable.ifPresent(name -> exchange.variables().put(name, token));
      headers.set("Authorization", "Bearer " + token);
    } catch (InvalidCredentialException e) {
      if (!ignoreError) {
        throw new PolicyError(
            500,
            "ManagedIdentityTokenFailure",
            "No token of the managed identity could be had. " + e.getMessage(),
            "Internal server error",
            Map.of());
      }
    }
  }
}
