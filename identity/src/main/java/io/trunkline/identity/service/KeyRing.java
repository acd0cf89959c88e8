package io.trunkline.identity.service;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.SigningKey;
import io.trunkline.identity.state.SigningKey.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shard's signing keys, ready for use. */
public final class KeyRing {
  private final DirectoryIndex index;
  private volatile @Nullable Ring ring;

  /** The keys of one version of the directory. */
  private record Ring(
      long version,
      RSAKey active,
      JWSSigner signer,
      Map<String, JWSVerifier> verifiers,
      List<RSAKey> published) {}

  public KeyRing(DirectoryIndex index) {
    this.index = index;
  }

  /** Returns the key that signs now. */
  RSAKey active() {
    return ring().active();
  }

  JWSSigner signer() {
    return ring().signer();
  }

  Optional<JWSVerifier> verifier(String kid) {
    return Optional.ofNullable(ring().verifiers().get(kid));
  }

  /** Returns all published keys without their private halves. */
  public List<RSAKey> published() {
    return ring().published();
  }

  private Ring ring() {
    long version = index.version();
    Ring known = ring;
    if (known == null || known.version() != version) {
      known = read(version, known);
      ring = known;
    }
    return known;
  }

  private Ring read(long version, @Nullable Ring before) {
    List<SigningKey> keys = index.keys();
    Optional<SigningKey> signing = keys.stream().filter(key -> key.use() == Use.ACTIVE).findFirst();
    SigningKey active =
        signing.orElseThrow(() -> new IllegalStateException("the tenant has no signing key"));
    if (before != null && sameKeys(before, active, keys)) {
      return new Ring(
          version, before.active(), before.signer(), before.verifiers(), before.published());
    }
    Map<String, JWSVerifier> verifiers = new HashMap<>();
    List<RSAKey> published = new ArrayList<>();
    RSAKey activeKey = SigningKeys.read(active);
    for (SigningKey key : keys) {
      RSAKey jwk = SigningKeys.read(key).toPublicJWK();
      published.add(jwk);
      try {
        verifiers.put(key.kid(), new RSASSAVerifier(jwk));
      } catch (JOSEException e) {
        throw new IllegalStateException("the signing key " + key.kid() + " is broken", e);
      }
    }
    return new Ring(
        version,
        activeKey,
        SigningKeys.signer(activeKey),
        Map.copyOf(verifiers),
        List.copyOf(published));
  }

  /** Most changes of the directory leave the keys alone, and reading them takes a while. */
  private static boolean sameKeys(Ring before, SigningKey active, List<SigningKey> keys) {
    return before.active().getKeyID().equals(active.kid())
        && before.verifiers().size() == keys.size()
        && keys.stream().allMatch(key -> before.verifiers().containsKey(key.kid()));
  }
}
