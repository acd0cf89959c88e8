package io.trunkline.blobs.service;

import io.trunkline.identity.Audiences;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.Permission;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.net.http.HttpCall;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Checks who asks, by Shared Key, shared access signature or token, and whether they may ({@code
 * reference/identity.md §8}).
 */
public final class StorageAccess {
  private static final String CONTAINERS =
      "Microsoft.Storage/storageAccounts/blobServices/containers/";

  /** What can be done, and the letters of a shared access signature that allow it. */
  public enum Right {
    LIST_CONTAINERS("read", false, "l"),
    CREATE_CONTAINER("write", false, "wc"),
    READ_CONTAINER("read", false, "r"),
    DELETE_CONTAINER("delete", false, "d"),
    LIST_BLOBS("blobs/read", true, "l"),
    READ_BLOB("blobs/read", true, "r"),
    WRITE_BLOB("blobs/write", true, "w"),
    CREATE_BLOB("blobs/write", true, "wc"),
    DELETE_BLOB("blobs/delete", true, "d");

    private final String action;

    /** A data action on blobs. Containers as such are beyond the signature of one of them. */
    private final boolean data;

    private final String letters;

    Right(String action, boolean data, String letters) {
      this.action = action;
      this.data = data;
      this.letters = letters;
    }
  }

  private final TokenVerifier tokens;
  private final Authorizer authorizer;
  private final InstantSource clock;

  public StorageAccess(TokenVerifier tokens, Authorizer authorizer, InstantSource clock) {
    this.tokens = tokens;
    this.authorizer = authorizer;
    this.clock = clock;
  }

  /**
   * Lets a request pass or refuses it.
   *
   * @throws InvalidCredentialException when there is no credential or it is not accepted
   * @throws io.trunkline.identity.AccessDeniedException when it does not allow {@code right}
   */
  public void require(HttpCall call, BlobAddress address, Right right) {
    Caller caller = caller(call, address, right);
    String action = CONTAINERS + right.action;
    authorizer.require(caller, new Permission(action, right.data, address.scope()));
  }

  private Caller caller(HttpCall call, BlobAddress address, Right right) {
    StorageAccount account = address.account();
    Optional<String> bearer = call.bearerToken();
    if (bearer.isPresent()) {
      Set<String> audiences = new HashSet<>(Audiences.STORAGE);
      audiences.add("https://" + account.name() + ".blob.core.windows.net");
      return tokens.verify(bearer.get(), audiences);
    }
    Optional<String> authorization = call.header("authorization");
    if (authorization.isPresent()) {
      checkKeysAllowed(account);
      return sharedKey(call, account, authorization.get());
    }
    if (call.parameter("sig").isPresent()) {
      checkKeysAllowed(account);
      return signature(call, address, right);
    }
    throw new InvalidCredentialException(
        Reason.MISSING, "Server failed to authenticate the request: it has no credential.");
  }

  private static Caller sharedKey(HttpCall call, StorageAccount account, String authorization) {
    String prefix = "SharedKey " + account.name() + ":";
    if (!authorization.startsWith(prefix)) {
      throw new InvalidCredentialException(
          Reason.MALFORMED, "The Authorization header is neither SharedKey nor Bearer.");
    }
    return Signatures.keyOf(
            account,
            SharedKey.stringToSign(call, account.name()),
            authorization.substring(prefix.length()))
        .map(key -> keyCaller(key, account.id(), CONTAINERS + "*", Instant.MAX))
        .orElseThrow(() -> badSignature("The Shared Key signature is wrong."));
  }

  private Caller signature(HttpCall call, BlobAddress address, Right right) {
    SharedAccessSignature token = SharedAccessSignature.read(call, address);
    String key =
        Signatures.keyOf(address.account(), token.stringToSign(), token.signature())
            .orElseThrow(() -> badSignature("The shared access signature is wrong."));
    token.checkConnection(call);
    Instant now = clock.instant();
    if (!now.isBefore(token.expiry())) {
      throw new InvalidCredentialException(
          Reason.EXPIRED, "The shared access signature ended at " + token.expiry() + ".");
    }
    if (now.isBefore(token.start())) {
      throw new InvalidCredentialException(
          Reason.NOT_YET_VALID, "The shared access signature begins at " + token.start() + ".");
    }
    boolean covers =
        switch (token.resource()) {
          case "a" -> SharedAccessSignature.accountCovers(call, address);
          case "b" -> right.data && !address.blob().isEmpty();
          default -> right.data;
        };
    boolean allowed =
        covers
            && right.letters.chars().anyMatch(letter -> token.permissions().indexOf(letter) >= 0);
    return keyCaller(
        key, address.scope(), allowed ? CONTAINERS + right.action : "none/none", token.expiry());
  }

  private static Caller keyCaller(String key, String scope, String action, Instant expiry) {
    return new Caller.KeyCaller(key, scope, Set.of(action), expiry);
  }

  private static void checkKeysAllowed(StorageAccount account) {
    if (!account.sharedKeyAllowed()) {
      throw new InvalidCredentialException(
          Reason.DISABLED, "Key based authentication is not permitted on this storage account.");
    }
  }

  private static InvalidCredentialException badSignature(String message) {
    return new InvalidCredentialException(Reason.BAD_SIGNATURE, message);
  }
}
