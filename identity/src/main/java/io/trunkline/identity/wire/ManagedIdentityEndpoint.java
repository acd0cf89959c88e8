package io.trunkline.identity.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.identity.ManagedIdentity;
import io.trunkline.identity.Secrets;
import io.trunkline.identity.service.IdentityTokens;
import io.trunkline.identity.service.IssuedToken;
import io.trunkline.identity.service.OAuthException;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Managed identity endpoints ({@code reference/identity.md §5}): of a virtual machine and of App
 * Service. Plain HTTP from this machine only, as the protocols have it.
 */
public final class ManagedIdentityEndpoint {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "0:0:0:0:0:0:0:1");

  private final DirectoryIndex index;
  private final IdentityTokens tokens;
  private final boolean instanceMetadata;
  private final String identityHeader;

  /**
   * @param instanceMetadata whether the virtual machine's endpoint answers
   * @param identityHeader what callers of the App Service endpoint have to know; empty where nobody
   *     may
   */
  public ManagedIdentityEndpoint(
      DirectoryIndex index,
      IdentityTokens tokens,
      boolean instanceMetadata,
      String identityHeader) {
    this.index = index;
    this.tokens = tokens;
    this.instanceMetadata = instanceMetadata;
    this.identityHeader = identityHeader;
  }

  /** {@code GET /metadata/identity/oauth2/token}. */
  HttpReply instanceMetadata(HttpCall call) {
    if (!instanceMetadata || !isLocal(call)) {
      return OAuthErrors.plain(403, "forbidden", "The metadata service is off or unreachable.");
    }
    if (!call.method().equals("GET")) {
      return OAuthErrors.methodNotAllowed("GET");
    }
    if (call.header("metadata").filter(value -> value.equalsIgnoreCase("true")).isEmpty()) {
      return OAuthErrors.plain(400, "invalid_request", "Required metadata header not specified");
    }
    return answer(call, true);
  }

  /** {@code GET /msi/token}: the {@code IDENTITY_ENDPOINT} of hosted workloads. */
  HttpReply appService(HttpCall call) {
    String given = call.header("x-identity-header").orElse("");
    if (identityHeader.isEmpty() || !isLocal(call) || !Secrets.equal(identityHeader, given)) {
      return OAuthErrors.plain(
          401, "unauthorized_client", "X-IDENTITY-HEADER is missing or wrong.");
    }
    return call.method().equals("GET") ? answer(call, false) : OAuthErrors.methodNotAllowed("GET");
  }

  private HttpReply answer(HttpCall call, boolean virtualMachine) {
    String resource = call.parameter("resource").orElse("");
    if (resource.isEmpty()) {
      return OAuthErrors.plain(400, "invalid_request", "The parameter 'resource' is missing.");
    }
    Optional<ManagedIdentity> identity = select(call);
    if (identity.isEmpty()) {
      return OAuthErrors.plain(400, "invalid_request", "Identity not found");
    }
    try {
      return reply(tokens.issue(identity.get(), resource), resource, virtualMachine);
    } catch (OAuthException e) {
      return OAuthErrors.plain(400, e.error(), e.getMessage());
    }
  }

  /** Without a selector the identity is the one that there is, if there is one only. */
  private Optional<ManagedIdentity> select(HttpCall call) {
    Collection<ManagedIdentity> all = index.identities();
    Optional<String> client = call.parameter("client_id");
    if (client.isPresent()) {
      return all.stream().filter(it -> it.clientId().equalsIgnoreCase(client.get())).findFirst();
    }
    Optional<String> object = call.parameter("object_id").or(() -> call.parameter("principal_id"));
    if (object.isPresent()) {
      return all.stream().filter(it -> it.principalId().equalsIgnoreCase(object.get())).findFirst();
    }
    Optional<String> resource = call.parameter("msi_res_id").or(() -> call.parameter("mi_res_id"));
    if (resource.isPresent()) {
      return index.identity(resource.get());
    }
    return all.size() == 1 ? all.stream().findFirst() : Optional.empty();
  }

  private static HttpReply reply(IssuedToken token, String resource, boolean virtualMachine) {
    ObjectNode body = Json.object();
    body.put("access_token", token.value());
    body.put("client_id", token.clientId());
    body.put("expires_on", Long.toString(token.expiresAt().getEpochSecond()));
    body.put("resource", resource);
    body.put("token_type", "Bearer");
    if (virtualMachine) {
      String seconds =
          Long.toString(Duration.between(token.notBefore(), token.expiresAt()).toSeconds());
      body.put("expires_in", seconds);
      body.put("ext_expires_in", seconds);
      body.put("not_before", Long.toString(token.notBefore().getEpochSecond()));
      body.put("refresh_token", "");
    }
    return HttpReply.json(200, body).withHeader("Cache-Control", "no-store");
  }

  private static boolean isLocal(HttpCall call) {
    return !call.head().secure()
        && LOOPBACK.contains(call.remoteAddress())
        && call.header("x-forwarded-for").isEmpty();
  }
}
