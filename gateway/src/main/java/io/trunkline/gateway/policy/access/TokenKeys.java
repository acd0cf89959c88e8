package io.trunkline.gateway.policy.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyServices.SigningKeys;
import io.trunkline.gateway.policy.PolicyServices.SigningKeys.Discovered;
import io.trunkline.gateway.policy.PolicyValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys that may sign a token: given in the policy, or named by discovery documents. */
record TokenKeys(List<PolicyValue> documents, List<StaticKey> given, SigningKeys discovery) {
  /** A symmetric key (base64) or the numbers of an RSA key. */
  record StaticKey(Optional<String> id, @Nullable PolicyValue secret, @Nullable JWK publicKey) {
    JWK key(Exchange exchange) {
      if (publicKey != null) {
        return publicKey;
      }
      byte[] bytes = Base64.getMimeDecoder().decode(secret.text(exchange));
      return new OctetSequenceKey.Builder(bytes).build();
    }
  }

  /** A key ready to check signatures of its own kind. */
  record Verifier(JWK key) {
    boolean supports(JWSAlgorithm algorithm) {
      return switch (key) {
        case RSAKey ignored -> JWSAlgorithm.Family.RSA.contains(algorithm);
        case ECKey ignored -> JWSAlgorithm.Family.EC.contains(algorithm);
        case OctetSequenceKey ignored -> JWSAlgorithm.Family.HMAC_SHA.contains(algorithm);
        default -> false;
      };
    }

    boolean verify(SignedJWT token) throws JOSEException {
      JWSVerifier verifier =
          switch (key) {
            case RSAKey rsa -> new RSASSAVerifier(rsa);
            case ECKey ec -> new ECDSAVerifier(ec);
            case OctetSequenceKey secret -> new MACVerifier(secret);
            default -> throw new JOSEException("unsupported key");
          };
      return token.verify(verifier);
    }
  }

  /** The keys to try, and the issuers of the documents they come from. */
  record Candidates(List<Verifier> verifiers, List<String> issuers) {}

  static TokenKeys compile(PolicyElement element, CompileContext context) {
    List<PolicyValue> documents = new ArrayList<>();
    for (PolicyElement document : element.children("openid-config")) {
      document.allowAttributes("url").allowChildren();
      documents.add(context.required(document, "url"));
    }
    List<StaticKey> keys = new ArrayList<>();
    element
        .child("issuer-signing-keys")
        .ifPresent(
            list ->
                list.allowChildren("key")
                    .children("key")
                    .forEach(key -> keys.add(key(key, context))));
    return new TokenKeys(List.copyOf(documents), List.copyOf(keys), context.services().keys());
  }

  private static StaticKey key(PolicyElement element, CompileContext context) {
    element.allowAttributes("n", "e").allowChildren();
    Optional<String> id = element.attribute("id");
    Optional<String> modulus = context.literal(element, "n");
    if (modulus.isPresent()) {
      String exponent = context.requiredLiteral(element, "e");
      return new StaticKey(
          id,
          null,
          new RSAKey.Builder(new Base64URL(modulus.get()), new Base64URL(exponent)).build());
    }
    if (element.text().isEmpty()) {
      throw element.refuse("The key is empty.");
    }
    return new StaticKey(id, context.text(element), null);
  }

  boolean any() {
    return !documents.isEmpty() || !given.isEmpty();
  }

  Candidates candidates(Exchange exchange, @Nullable String keyId) {
    List<Verifier> verifiers = new ArrayList<>();
    List<String> issuers = new ArrayList<>();
    for (StaticKey key : given) {
      if (key.id().isEmpty() || keyId == null || key.id().get().equals(keyId)) {
        verifiers.add(new Verifier(key.key(exchange)));
      }
    }
    for (PolicyValue document : documents) {
      Discovered discovered = discovery.discover(document.text(exchange), keyId);
      issuers.add(discovered.issuer());
      discovered.keys().getKeys().stream()
          .filter(key -> keyId == null || keyId.equals(key.getKeyID()))
          .forEach(key -> verifiers.add(new Verifier(key)));
    }
    return new Candidates(verifiers, issuers);
  }
}
