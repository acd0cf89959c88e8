package io.trunkline.gateway.policy.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.Jwt;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code validate-jwt} ({@code reference/api-management.md §3.2}). */
public final class ValidateJwt implements Policy {
  private static final String[] ATTRIBUTES = {
    "header-name",
    "query-parameter-name",
    "token-value",
    "failed-validation-httpcode",
    "failed-validation-error-message",
    "require-expiration-time",
    "require-scheme",
    "require-signed-tokens",
    "clock-skew",
    "output-token-variable-name"
  };

  private final TokenLocation location;
  private final PolicyValue status;
  private final Optional<PolicyValue> message;
  private final boolean requireExpiration;
  private final boolean requireSignature;
  private final Duration skew;
  private final Optional<String> variable;
  private final TokenKeys keys;
  private final List<PolicyValue> audiences;
  private final List<PolicyValue> issuers;
  private final List<RequiredClaim> claims;
  private final InstantSource clock;

  private ValidateJwt(PolicyElement element, CompileContext context) {
    location = TokenLocation.compile(element, context);
    status = context.required(element, "failed-validation-httpcode", "401");
    message = context.optional(element, "failed-validation-error-message");
    requireExpiration = context.flag(element, "require-expiration-time", true);
    requireSignature = context.flag(element, "require-signed-tokens", true);
    skew =
        element.attribute("clock-skew").isPresent()
            ? Duration.ofSeconds(context.number(element, "clock-skew", 0, 86_400))
            : Duration.ZERO;
    variable = context.literal(element, "output-token-variable-name");
    keys = TokenKeys.compile(element, context);
    audiences = list(element, context, "audiences", "audience");
    issuers = list(element, context, "issuers", "issuer");
    claims = RequiredClaim.compile(element, context);
    clock = context.services().clock();
  }

  public static ValidateJwt compile(PolicyElement element, CompileContext context) {
    element
        .allowAttributes(ATTRIBUTES)
        .allowChildren(
            "openid-config", "issuer-signing-keys", "audiences", "issuers", "required-claims");
    return new ValidateJwt(element, context);
  }

  private static List<PolicyValue> list(
      PolicyElement element, CompileContext context, String name, String child) {
    return element
        .child(name)
        .map(list -> context.texts(list.allowChildren(child), child))
        .orElse(List.of());
  }

  @Override
  public Flow apply(Exchange exchange) {
    try {
      Jwt token = validate(exchange);
      variable.ifPresent(name -> exchange.variables().put(name, token));
      return Flow.CONTINUE;
    } catch (TokenRefused e) {
      throw new PolicyError(
          status.number(exchange),
          e.reason(),
          e.getMessage(),
          message.map(text -> text.text(exchange)).orElse(e.getMessage()),
          Map.of());
    }
  }

  private Jwt validate(Exchange exchange) {
    String text =
        location
            .find(exchange)
            .orElseThrow(() -> new TokenRefused("TokenNotPresent", "JWT not present."));
    JWT parsed;
    Jwt token;
    try {
      parsed = JWTParser.parse(text);
      token = Jwt.of(parsed);
    } catch (ParseException e) {
      throw new TokenRefused("JwtInvalid", "The token is not a JWT. Access denied.");
    }
    List<String> trustedIssuers = new ArrayList<>(texts(issuers, exchange));
    if (parsed instanceof SignedJWT signed) {
      trustedIssuers.addAll(checkSignature(exchange, signed));
    } else if (requireSignature || keys.any()) {
      throw new TokenRefused("TokenSignatureInvalid", "The token is not signed. Access denied.");
    }
    checkLifetime(token);
    checkAudience(token, texts(audiences, exchange));
    if (!trustedIssuers.isEmpty() && !trustedIssuers.contains(token.claimsSet().getIssuer())) {
      throw new TokenRefused(
          "TokenIssuerNotAllowed",
          "The issuer '" + token.claimsSet().getIssuer() + "' is not allowed. Access denied.");
    }
    RequiredClaim.check(claims, token, exchange);
    return token;
  }

  /** Checks the signature and returns the issuers whose keys are trusted. */
  private List<String> checkSignature(Exchange exchange, SignedJWT token) {
    JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
    TokenKeys.Candidates candidates = keys.candidates(exchange, token.getHeader().getKeyID());
    if (candidates.verifiers().isEmpty()) {
      throw new TokenRefused(
          "TokenSignatureKeyNotFound",
          "No key for the signature of the token was found. Access denied.");
    }
    for (TokenKeys.Verifier verifier : candidates.verifiers()) {
      try {
        if (verifier.supports(algorithm) && verifier.verify(token)) {
          return candidates.issuers();
        }
      } catch (JOSEException e) {
        // this key does not fit; another may
      }
    }
    throw new TokenRefused(
        "TokenSignatureInvalid", "The signature of the token is invalid. Access denied.");
  }

  private void checkLifetime(Jwt token) {
    Instant now = clock.instant();
    Date expires = token.claimsSet().getExpirationTime();
    Date begins = token.claimsSet().getNotBeforeTime();
    if (expires == null && requireExpiration) {
      throw new TokenRefused("TokenExpired", "The token has no expiration time. Access denied.");
    }
    if (expires != null && !now.minus(skew).isBefore(expires.toInstant())) {
      throw new TokenRefused("TokenExpired", "The token is expired. Access denied.");
    }
    if (begins != null && now.plus(skew).isBefore(begins.toInstant())) {
      throw new TokenRefused("TokenExpired", "The token is not valid yet. Access denied.");
    }
  }

  private static void checkAudience(Jwt token, List<String> allowed) {
    if (!allowed.isEmpty()
        && token.claimsSet().getAudience().stream().noneMatch(allowed::contains)) {
      throw new TokenRefused(
          "TokenAudienceNotAllowed", "The audience of the token is not allowed. Access denied.");
    }
  }

  private static List<String> texts(List<PolicyValue> values, Exchange exchange) {
    return values.stream().map(value -> value.text(exchange)).toList();
  }
}
