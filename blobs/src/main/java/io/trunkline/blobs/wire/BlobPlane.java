package io.trunkline.blobs.wire;

import io.trunkline.blobs.BlobStorage;
import io.trunkline.blobs.BlobsConfig;
import io.trunkline.blobs.service.BlobAddress;
import io.trunkline.blobs.service.StorageAccounts;
import io.trunkline.blobs.state.BlobRefusedException;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.net.Endpoints;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.util.Optional;

/** The Blob service behind the HTTP doors, by host name and by path. */
public final class BlobPlane extends CallPlane {
  private static final String DEFAULT_VERSION = "2024-11-04";

  private final StorageAccounts accounts;
  private final ContainerOperations containers;
  private final BlobOperations blobs;
  private final BlobsConfig config;
  private final Endpoints endpoints;
  private final IdSource ids;

  public BlobPlane(
      StorageAccounts accounts,
      ContainerOperations containers,
      BlobOperations blobs,
      BlobsConfig config,
      Endpoints endpoints,
      IdSource ids) {
    this.accounts = accounts;
    this.containers = containers;
    this.blobs = blobs;
    this.config = config;
    this.endpoints = endpoints;
    this.ids = ids;
  }

  @Override
  public String name() {
    return "blobs";
  }

  @Override
  public boolean claims(RequestHead head) {
    return head.host().startsWith(head.firstLabel() + ".blob.")
        || accounts.find(head.segment(0)).isPresent();
  }

  @Override
  public Optional<String> shard(RequestHead head) {
    return Optional.of(BlobStorage.SHARD.value());
  }

  @Override
  public HttpReply noLeader(RequestHead head) {
    return BlobXml.error(503, "ServerBusy", NO_LEADER);
  }

  @Override
  public int maxBodyBytes() {
    return config.maxRequestBytes();
  }

  @Override
  public HttpReply answer(HttpCall call) {
    String requestId = ids.uuid().toString();
    HttpReply reply =
        answerOrError(call, requestId)
            .withHeader("x-ms-request-id", requestId)
            .withHeader("x-ms-version", call.header("x-ms-version").orElse(DEFAULT_VERSION));
    Optional<String> clientId = call.header("x-ms-client-request-id");
    return clientId.isPresent()
        ? reply.withHeader("x-ms-client-request-id", clientId.get())
        : reply;
  }

  private HttpReply answerOrError(HttpCall call, String requestId) {
    try {
      Optional<BlobAddress> address = BlobAddresses.read(call.head(), accounts);
      if (address.isEmpty()) {
        return BlobXml.error(404, "ResourceNotFound", "There is no such storage account.");
      }
      return address.get().blob().isEmpty()
          ? containers.answer(call, address.get())
          : blobs.answer(call, address.get(), requestId);
    } catch (BlobException e) {
      return BlobXml.error(e.status(), e.code(), e.getMessage());
    } catch (BlobRefusedException e) {
      boolean notModified =
          e.reason() == BlobRefusedException.Reason.CONDITION_NOT_MET
              && (call.method().equals("GET") || call.method().equals("HEAD"))
              && call.header("if-match").isEmpty()
              && call.header("if-unmodified-since").isEmpty();
      return notModified
          ? HttpReply.status(304).withHeader("x-ms-error-code", e.reason().code())
          : BlobXml.error(e.reason().status(), e.reason().code(), e.getMessage());
    } catch (InvalidCredentialException e) {
      return unauthorized(e);
    } catch (AccessDeniedException e) {
      return BlobXml.error(403, "AuthorizationPermissionMismatch", e.getMessage());
    } catch (ShardUnavailableException e) {
      return BlobXml.error(503, "ServerBusy", "The server is busy; try again.")
          .withHeader("Retry-After", "1");
    } catch (IllegalArgumentException e) {
      return BlobXml.error(400, "InvalidUri", "The requested URI is invalid: " + e.getMessage());
    }
  }

  private HttpReply unauthorized(InvalidCredentialException e) {
    return switch (e.reason()) {
      case MISSING ->
          BlobXml.error(401, "NoAuthenticationInformation", e.getMessage())
              .withHeader(
                  "WWW-Authenticate",
                  "Bearer authorization_uri="
                      + endpoints.httpsBase()
                      + "/common/oauth2/authorize resource_id=https://storage.azure.com");
      case DISABLED -> BlobXml.error(403, "KeyBasedAuthenticationNotPermitted", e.getMessage());
      case MALFORMED, BAD_SIGNATURE, UNKNOWN_KEY, EXPIRED, NOT_YET_VALID, UNKNOWN_PRINCIPAL ->
          BlobXml.error(403, "AuthenticationFailed", e.getMessage());
      case WRONG_AUDIENCE, WRONG_ISSUER ->
          BlobXml.error(401, "InvalidAuthenticationInfo", e.getMessage());
    };
  }
}
