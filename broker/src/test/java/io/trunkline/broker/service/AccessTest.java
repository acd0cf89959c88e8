package io.trunkline.broker.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.broker.EntityPath;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.resources.ResourceId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SAS tokens, keys and what they allow ({@code reference/service-bus.md §3}). */
class AccessTest {
  private static final String ROOT_KEY = "rootrootroot";
  private static final String LISTEN_KEY = "listenlisten";

  private final BrokerHarness broker = new BrokerHarness();
  private final EntityPath orders = broker.queue("orders");
  private final EntityPath other = broker.queue("other");

  @BeforeEach
  void keys() {
    broker
        .namespace()
        .putKey(
            new SharedKey(
                BrokerHarness.NAMESPACE,
                SharedKey.ROOT,
                Set.of(AccessRight.values()),
                ROOT_KEY,
                "second"));
    broker
        .namespace()
        .putKey(
            new SharedKey(
                broker.namespace().idOf(orders),
                "listen",
                Set.of(AccessRight.LISTEN),
                LISTEN_KEY,
                "x"));
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private String token(String resource, String name, String key, Duration life) {
    try {
      String encoded = URLEncoder.encode(resource, StandardCharsets.UTF_8);
      long expiry = broker.clock.instant().plus(life).getEpochSecond();
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] sum = mac.doFinal((encoded + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
      String signature =
          URLEncoder.encode(Base64.getEncoder().encodeToString(sum), StandardCharsets.UTF_8);
      return "SharedAccessSignature skn=%s&sr=%s&se=%d&sig=%s"
          .formatted(name, encoded, expiry, signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Caller.KeyCaller verify(String token, String audience) {
    return broker.namespace().verifySignature(token, audience);
  }

  private Reason refusal(String token, String audience) {
    try {
      verify(token, audience);
    } catch (InvalidCredentialException e) {
      return e.reason();
    }
    throw new AssertionError("accepted");
  }

  @Test
  void aNamespaceKeyAllowsItsRightsEverywhere() {
    String token = token("amqps://host/", SharedKey.ROOT, ROOT_KEY, Duration.ofHours(1));
    Caller caller = verify(token, "amqps://host:5671/Orders/$management");
    assertThat(broker.namespace().allows(caller, AccessRight.MANAGE)).isTrue();
    assertThat(broker.namespace().sink(caller, orders).path()).isEqualTo(orders);
    assertThat(broker.namespace().source(caller, other).path()).isEqualTo(other);
    assertThat(caller.expiresAt()).isEqualTo(broker.clock.instant().plusSeconds(3600));
  }

  @Test
  void theSecondaryKeyWorksToo() {
    String token = token("sb://host/orders", SharedKey.ROOT, "second", Duration.ofHours(1));
    assertThat(verify(token, "sb://host/orders").keyName()).isEqualTo(SharedKey.ROOT);
  }

  @Test
  void aKeyOfAnEntityAllowsItsRightsThere() {
    String token = token("http://host/ORDERS", "listen", LISTEN_KEY, Duration.ofHours(1));
    Caller caller = verify(token, "amqp://host/orders");
    assertThat(broker.namespace().source(caller, orders)).isNotNull();
    assertThatThrownBy(() -> broker.namespace().sink(caller, orders))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> broker.namespace().source(caller, other))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(refusal(token, "amqp://host/other")).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void brokenTokensAreRefusedWithTheirReason() {
    Duration hour = Duration.ofHours(1);
    assertThat(refusal(token("sb://host", SharedKey.ROOT, "wrong", hour), "orders"))
        .isEqualTo(Reason.BAD_SIGNATURE);
    assertThat(refusal(token("sb://host", "nobody", ROOT_KEY, hour), "orders"))
        .isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(refusal(token("sb://host", SharedKey.ROOT, ROOT_KEY, hour.negated()), "orders"))
        .isEqualTo(Reason.EXPIRED);
    assertThat(refusal(token("sb://host/ord", SharedKey.ROOT, ROOT_KEY, hour), "orders"))
        .isEqualTo(Reason.WRONG_AUDIENCE);
    assertThat(refusal("SharedAccessSignature sr=x", "orders")).isEqualTo(Reason.MALFORMED);
    assertThat(refusal("garbage%%%", "orders")).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void plainKeysAreOfTheNamespaceOnly() {
    assertThat(broker.namespace().verifyKey(SharedKey.ROOT, ROOT_KEY).keyName())
        .isEqualTo(SharedKey.ROOT);
    assertThatThrownBy(() -> broker.namespace().verifyKey(SharedKey.ROOT, "wrong"))
        .isInstanceOf(InvalidCredentialException.class);
    assertThatThrownBy(() -> broker.namespace().verifyKey("listen", LISTEN_KEY))
        .isInstanceOf(InvalidCredentialException.class);
  }

  @Test
  void keysCanBeDisabledAndRemoved() {
    broker.namespace().removeKey(broker.namespace().idOf(orders), "listen");
    String token = token("sb://host/orders", "listen", LISTEN_KEY, Duration.ofHours(1));
    assertThat(refusal(token, "orders")).isEqualTo(Reason.UNKNOWN_KEY);
    broker.namespace().disableKeys(true);
    assertThatThrownBy(() -> broker.namespace().verifyKey(SharedKey.ROOT, ROOT_KEY))
        .hasMessageContaining("disabled");
  }

  @Test
  void hostsFindTheirNamespace() {
    assertThat(broker.broker().forHost("orders-ns.servicebus.windows.net")).isPresent();
    assertThat(broker.broker().forHost("localhost")).isPresent();
    broker.broker().open(ResourceId.parse(BrokerHarness.NAMESPACE + "2"));
    assertThat(broker.broker().forHost("ORDERS-NS2.local").orElseThrow().name())
        .isEqualTo("orders-ns2");
    assertThat(broker.broker().forHost("localhost")).isEmpty();
  }

  @Test
  void namesWithSlashesAndTildesSurviveInResourceIds() {
    for (String name : new String[] {"a/b", "a~b", "a/b~c/d", "plain"}) {
      assertThat(EntityNames.toEntity(EntityNames.toResourceName(name))).isEqualTo(name);
      assertThat(EntityNames.toResourceName(name)).doesNotContain("/");
    }
  }
}
