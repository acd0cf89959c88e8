package io.trunkline.broker.wire;

import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.identity.Audiences;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.net.http.HttpCall;

/** Who sends an HTTP request to a messaging namespace ({@code reference/service-bus.md §13.2}). */
public final class HttpCallers {
  private static final String SAS = "SharedAccessSignature";
  private static final String BEARER = "Bearer ";

  private HttpCallers() {}

  /**
   * Checks the {@code Authorization} header: a SAS token, or a bearer token, which the Java SDK
   * sends without saying so.
   *
   * @param path what a SAS token has to be good for
   * @throws io.trunkline.broker.BrokerException {@code ADDRESS_REFUSED}
   * @throws InvalidCredentialException saying why it is not accepted
   */
  public static Caller of(
      HttpCall call, MessagingNamespace namespace, TokenVerifier tokens, String path) {
    namespace.requireAdmitted(call.remoteAddress());
    String header = call.header("authorization").orElse("");
    if (header.isEmpty()) {
      throw new InvalidCredentialException(
          InvalidCredentialException.Reason.MISSING, "The Authorization header is missing.");
    }
    return of(header, namespace, tokens, path);
  }

  /**
   * Checks a credential that stands in another header.
   *
   * @param header a SAS token or a bearer token
   * @param path what a SAS token has to be good for
   * @throws InvalidCredentialException saying why it is not accepted
   */
  public static Caller of(
      String header, MessagingNamespace namespace, TokenVerifier tokens, String path) {
    if (header.regionMatches(true, 0, SAS, 0, SAS.length())) {
      return namespace.verifySignature(header, path);
    }
    String token =
        header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? header.substring(BEARER.length()).strip()
            : header;
    return tokens.verify(token, Audiences.SERVICE_BUS);
  }
}
