package io.trunkline.events.service;

import io.trunkline.identity.Audiences;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.Permission;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.net.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides whether a publish request may be carried out ({@code reference/event-grid.md §1.3}). */
public final class PublishAccess {
  private static final String SEND = "Microsoft.EventGrid/events/send/action";
  private static final String SAS_SCHEME = "SharedAccessSignature ";

  private final TokenVerifier tokens;
  private final Authorizer authorizer;
  private final InstantSource clock;

  public PublishAccess(TokenVerifier tokens, Authorizer authorizer, InstantSource clock) {
    this.tokens = tokens;
    this.authorizer = authorizer;
    this.clock = clock;
  }

  /**
   * Checks the request's credential and whether it may send to {@code topic}.
   *
   * @throws InvalidCredentialException when there is none or it is not accepted
   * @throws io.trunkline.identity.AccessDeniedException when the caller lacks the role
   */
  public Caller check(HttpCall call, Topic topic) {
    Caller caller = caller(call, topic);
    authorizer.require(caller, Permission.data(SEND, topic.id()));
    return caller;
  }

  private Caller caller(HttpCall call, Topic topic) {
    Optional<String> bearer = call.bearerToken();
    if (bearer.isPresent()) {
      return tokens.verify(bearer.get(), Audiences.EVENT_GRID);
    }
    Optional<String> key = call.header("aeg-sas-key").or(() -> call.parameter("aeg-sas-key"));
    Optional<String> signature =
        call.header("aeg-sas-token")
            .or(
                () ->
                    call.header("authorization")
                        .filter(
                            value ->
                                value.regionMatches(true, 0, SAS_SCHEME, 0, SAS_SCHEME.length()))
                        .map(value -> value.substring(SAS_SCHEME.length())));
    if (key.isEmpty() && signature.isEmpty()) {
      throw new InvalidCredentialException(
          Reason.MISSING, "The request carries no key, signature or token.");
    }
    if (topic.keysDisabled()) {
      throw new InvalidCredentialException(
          Reason.DISABLED, "Keys are disabled for this topic; use a token.");
    }
    return key.isPresent()
        ? withKey(topic, key.get())
        : withSignature(topic, SasToken.parse(signature.get()));
  }

  private static Caller withKey(Topic topic, String shown) {
    for (Map.Entry<String, String> key : topic.keys().entrySet()) {
      if (equal(key.getValue(), shown)) {
        return caller(topic, key.getKey(), Instant.MAX);
      }
    }
    throw new InvalidCredentialException(Reason.UNKNOWN_KEY, "The key is not one of the topic's.");
  }

  private Caller withSignature(Topic topic, SasToken token) {
    for (Map.Entry<String, String> key : topic.keys().entrySet()) {
      if (token.signedWith(key.getValue())) {
        if (!clock.instant().isBefore(token.expiry())) {
          throw new InvalidCredentialException(
              Reason.EXPIRED, "The signature expired at " + token.expiry() + ".");
        }
        if (!token.covers(topic.name())) {
          throw new InvalidCredentialException(
              Reason.WRONG_AUDIENCE, "The signature was made for another resource.");
        }
        return caller(topic, key.getKey(), token.expiry());
      }
    }
    throw new InvalidCredentialException(
        Reason.BAD_SIGNATURE, "The signature was not made with a key of the topic.");
  }

  private static Caller caller(Topic topic, String keyName, Instant expiry) {
    return new Caller.KeyCaller(keyName, topic.id(), Set.of(SEND), expiry);
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
