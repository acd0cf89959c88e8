package io.trunkline.broker.wire;

import static io.trunkline.broker.wire.Frames.credit;
import static io.trunkline.broker.wire.Frames.encoded;
import static io.trunkline.broker.wire.Frames.receiver;
import static io.trunkline.broker.wire.Frames.sender;
import static io.trunkline.broker.wire.Frames.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Detach;
import org.apache.qpid.protonj2.types.transport.Flow;
import org.apache.qpid.protonj2.types.transport.Transfer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens that are put on {@code $cbs}, and the links that live by them. */
class ClaimsTest {
  private static TestBroker broker;
  private static WireServer server;

  @BeforeAll
  static void start() {
    broker = new TestBroker();
    server = new WireServer(broker.service());
  }

  @AfterAll
  static void stop() {
    server.close();
    broker.close();
  }

  /** A connection without rights, with links to {@code $cbs}. */
  private static RawClient connected() throws IOException {
    RawClient client = new RawClient(server.port());
    assertThat(client.open("ANONYMOUS", "")).isZero();
    client.send(sender("requests", "$cbs"));
    client.await(Flow.class);
    client.send(receiver("replies", "$cbs"));
    client.await(Attach.class);
    client.send(credit(10, false));
    return client;
  }

  private static void put(RawClient client, int delivery, String queue, Duration lifetime)
      throws IOException {
    byte[] putToken =
        encoded(
            new ApplicationProperties(
                Map.of(
                    "operation", "put-token",
                    "type", "servicebus.windows.net:sastoken",
                    "name", "amqp://localhost/" + queue)),
            new AmqpValue<>(signature("http://localhost/" + queue, lifetime)));
    client.send(transfer(delivery, false).setSettled(true), putToken);
    client.await(Transfer.class);
  }

  private static String signature(String resource, Duration lifetime) {
    String encoded = URLEncoder.encode(resource, StandardCharsets.UTF_8);
    long expiry = Instant.now().plus(lifetime).getEpochSecond();
    byte[] sum;
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(TestBroker.KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      sum = mac.doFinal((encoded + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    String signature =
        URLEncoder.encode(Base64.getEncoder().encodeToString(sum), StandardCharsets.UTF_8);
    return "SharedAccessSignature sr=%s&sig=%s&se=%d&skn=RootManageSharedAccessKey"
        .formatted(encoded, signature, expiry);
  }

  @Test
  void aLinkWhoseTokenHasExpiredIsDetachedAndOneWhoseTokenWasRenewedIsNot() throws IOException {
    broker.queue("expiry", false);
    broker.queue("renewed", false);
    try (RawClient client = connected()) {
      put(client, 0, "expiry", Duration.ofSeconds(2));
      put(client, 1, "renewed", Duration.ofSeconds(2));
      put(client, 2, "renewed", Duration.ofMinutes(5));
      client.send(receiver("renewed", "renewed").setHandle(2));
      assertThat(client.await(Attach.class).getSource()).isNotNull();
      client.send(receiver("expired", "expiry").setHandle(3));
      Attach expiring = client.await(Attach.class);
      assertThat(expiring.getSource()).isNotNull();

      Detach detach = client.await(Detach.class);
      assertThat(detach.getHandle()).isEqualTo(expiring.getHandle());
      assertThat(detach.getError().getCondition()).hasToString("amqp:unauthorized-access");
      assertThat(detach.getError().getDescription()).contains("ExpiredToken");
    }
  }

  @Test
  void aTokenOfAnotherEntityDoesNotHelp() throws IOException {
    broker.queue("mine", false);
    broker.queue("theirs", false);
    try (RawClient client = connected()) {
      put(client, 0, "mine", Duration.ofMinutes(5));
      client.send(receiver("theirs", "theirs").setHandle(2));
      assertThat(client.await(Attach.class).getSource()).isNull();
      assertThat(client.await(Detach.class).getError().getCondition())
          .hasToString("amqp:unauthorized-access");
    }
  }
}
