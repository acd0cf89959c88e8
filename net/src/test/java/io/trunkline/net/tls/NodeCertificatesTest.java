package io.trunkline.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCertificatesTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
  private static final Set<String> NAMES = NodeCertificates.names("trunkline.example");

  @TempDir Path directory;

  @Test
  void aFirstStartMakesAnAuthorityAndAServerCertificate() throws Exception {
    NodeCertificates made = open(START, NAMES);
    made.server().verify(made.authority().getPublicKey());
    made.server().checkValidity(java.util.Date.from(START));
    assertThat(made.authority().getBasicConstraints()).isZero();
    assertThat(made.server().getSubjectAlternativeNames())
        .extracting(name -> name.get(1).toString())
        .contains("localhost", "trunkline.example", "127.0.0.1", "*.servicebus.localhost")
        .contains("*.blob.trunkline.example");
    for (String secret : Set.of("ca-key.pem", "server-key.pem")) {
      assertThat(Files.getPosixFilePermissions(directory.resolve(secret)))
          .containsOnly(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
  }

  @Test
  void theTrustStoreHoldsTheAuthorityForJavaClients() throws Exception {
    NodeCertificates made = open(START, NAMES);
    KeyStore store =
        KeyStore.getInstance(
            made.trustStoreFile().toFile(), NodeCertificates.TRUST_STORE_PASSWORD.toCharArray());
    assertThat(store.getCertificate("trunkline")).isEqualTo(made.authority());
    assertThat(made.trustManager().getAcceptedIssuers()).contains(made.authority());
    assertThat(made.trustManager().getAcceptedIssuers()).hasSizeGreaterThan(1);
  }

  @Test
  void aRestartKeepsThem() {
    NodeCertificates first = open(START, NAMES);
    NodeCertificates second = open(START.plus(Duration.ofDays(100)), NAMES);
    assertThat(second.server()).isEqualTo(first.server());
    assertThat(second.authority()).isEqualTo(first.authority());
  }

  @Test
  void aCertificateThatEndsSoonIsRenewedByTheSameAuthority() throws Exception {
    NodeCertificates first = open(START, NAMES);
    NodeCertificates second = open(START.plus(Duration.ofDays(360)), NAMES);
    assertThat(second.server()).isNotEqualTo(first.server());
    assertThat(second.authority()).isEqualTo(first.authority());
    second.server().verify(first.authority().getPublicKey());
  }

  @Test
  void aNewNameNeedsANewCertificate() throws Exception {
    open(START, NAMES);
    NodeCertificates second = open(START, NodeCertificates.names("other.example"));
    assertThat(second.server().getSubjectAlternativeNames())
        .extracting(name -> name.get(1).toString())
        .contains("other.example");
  }

  @Test
  void anAuthorityThatEndsIsReplacedWithEverythingItSigned() throws Exception {
    NodeCertificates first = open(START, NAMES);
    NodeCertificates second = open(START.plus(Duration.ofDays(3_620)), NAMES);
    assertThat(second.authority()).isNotEqualTo(first.authority());
    second.server().verify(second.authority().getPublicKey());
  }

  @Test
  void brokenFilesAreNamed() throws Exception {
    open(START, NAMES);
    Files.writeString(directory.resolve("server.pem"), "garbage");
    assertThatThrownBy(() -> open(START, NAMES))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(directory.toString());
  }

  private NodeCertificates open(Instant now, Set<String> names) {
    return NodeCertificates.open(directory, names, () -> now);
  }
}
