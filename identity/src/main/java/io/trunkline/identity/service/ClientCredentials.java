package io.trunkline.identity.service;

import io.trunkline.identity.Secrets;
import io.trunkline.identity.service.TokenIssuer.Proof;
import io.trunkline.identity.state.Application;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.ServicePrincipal;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The client credentials grant ({@code reference/identity.md §3.2}). */
public final class ClientCredentials {
  private static final String DEFAULT_SCOPE = "/.default";

  /** Scopes that clients add by habit and that mean nothing where there is no user. */
  private static final Set<String> OPENID_SCOPES =
      Set.of("openid", "profile", "email", "offline_access");

  private final DirectoryIndex index;
  private final TokenIssuer issuer;
  private final ClientAssertions assertions;
  private final InstantSource clock;
  private final String ownHost;

  /**
   * @param ownHost public host name of this node
   */
  public ClientCredentials(
      DirectoryIndex index,
      TokenIssuer issuer,
      ClientAssertions assertions,
      InstantSource clock,
      String ownHost) {
    this.index = index;
    this.issuer = issuer;
    this.assertions = assertions;
    this.clock = clock;
    this.ownHost = ownHost;
  }

  /**
   * A request.
   *
   * @param tenantId GUID of the tenant in the address
   * @param clientAssertion a JWT that the client has signed (RFC 7523), or null
   * @param scope of version 2 requests, or null
   * @param resource of version 1 requests, or null
   */
  public record Request(
      String tenantId,
      @Nullable String clientId,
      @Nullable String clientSecret,
      @Nullable String clientAssertion,
      @Nullable String scope,
      @Nullable String resource) {

    /** Leaves the secret out. */
    @Override
    public String toString() {
      return "Request[clientId=%s, scope=%s, resource=%s]".formatted(clientId, scope, resource);
    }
  }

  /**
   * Issues a token.
   *
   * @throws OAuthException saying why not
   */
  public IssuedToken issue(Request request) {
    String clientId = request.clientId();
    if (clientId == null || clientId.isBlank()) {
      throw OAuthException.missing("client_id");
    }
    String resource = resource(request);
    Application client =
        index
            .application(clientId)
            .orElseThrow(
                () ->
                    OAuthException.badRequest(
                        "unauthorized_client",
                        700016,
                        "Application with identifier '%s' was not found in the directory '%s'."
                            .formatted(clientId, request.tenantId())));
    Proof proof = authenticate(client, request);
    ServicePrincipal principal =
        index
            .principalByAppId(client.appId())
            .orElseThrow(
                () ->
                    OAuthException.badRequest(
                        "unauthorized_client",
                        7000229,
                        "The client application %s is missing service principal in the tenant %s."
                            .formatted(client.appId(), request.tenantId())));
    return issuer.forApplication(principal, target(resource, request.tenantId()), proof);
  }

  /**
   * Issues a token to a managed identity.
   *
   * @throws OAuthException when nothing is known under {@code resource}
   */
  IssuedToken issue(ServicePrincipal managedIdentity, String resource, String tenantId) {
    return issuer.forManagedIdentity(managedIdentity, target(resource, tenantId));
  }

  private TokenTarget target(String resource, String tenantId) {
    return TokenTarget.of(resource, index, ownHost)
        .orElseThrow(
            () ->
                OAuthException.badRequest(
                    "invalid_resource",
                    500011,
                    "The resource principal named %s was not found in the tenant named %s."
                        .formatted(resource, tenantId)));
  }

  private Proof authenticate(Application client, Request request) {
    if (request.clientAssertion() != null) {
      assertions.check(client, request.clientAssertion());
      return Proof.CERTIFICATE;
    }
    checkSecret(client, request.clientSecret());
    return Proof.SECRET;
  }

  private void checkSecret(Application client, @Nullable String secret) {
    if (secret == null || secret.isEmpty()) {
      throw OAuthException.invalidClient(
          7000216,
          "'client_assertion', 'client_secret' or 'request' is required for the"
              + " 'client_credentials' grant type.");
    }
    long now = clock.millis();
    boolean known = false;
    boolean valid = false;
    for (Application.Password password : client.passwords()) {
      boolean same = Secrets.equal(password.hash(), ClientSecrets.hash(password.salt(), secret));
      known |= same;
      valid |= same && password.startsAt() <= now && now < password.endsAt();
    }
    if (!known) {
      throw OAuthException.invalidClient(
          7000215,
          "Invalid client secret provided. Ensure the secret being sent in the request is the"
              + " client secret value, not the client secret ID, for a secret added to app '%s'."
                  .formatted(client.appId()));
    }
    if (!valid) {
      throw OAuthException.invalidClient(
          7000222,
          "The provided client secret keys for app '%s' are expired.".formatted(client.appId()));
    }
  }

  private static String resource(Request request) {
    if (request.resource() != null && !request.resource().isBlank()) {
      return request.resource();
    }
    if (request.scope() == null || request.scope().isBlank()) {
      throw OAuthException.missing("scope");
    }
    List<String> scopes =
        Arrays.stream(request.scope().strip().split("\\s+"))
            .filter(scope -> !OPENID_SCOPES.contains(scope))
            .toList();
    if (scopes.size() != 1) {
      throw OAuthException.badRequest(
          "invalid_scope",
          70011,
          "The provided value for the input parameter 'scope' is not valid. The scope '%s' does not"
                  .formatted(request.scope())
              + " name one resource.");
    }
    String scope = scopes.getFirst();
    if (!scope.endsWith(DEFAULT_SCOPE) || scope.length() == DEFAULT_SCOPE.length()) {
      throw OAuthException.badRequest(
          "invalid_scope",
          1002012,
          "The provided value for scope %s is not valid. Client credential flows must have a scope"
                  .formatted(scope)
              + " value with /.default suffixed to the resource identifier (application ID URI).");
    }
    return scope.substring(0, scope.length() - DEFAULT_SCOPE.length());
  }
}
