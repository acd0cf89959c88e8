package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClient;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.Close;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The network rules of a namespace hold at every door. */
class NetworkRulesDoorTest {
  private static final String PLAIN = "\0RootManageSharedAccessKey\0" + TestBroker.KEY;
  private TestBroker broker;
  private WireServer server;
  private ServiceBusAdministrationClient administration;

  @BeforeEach
  void start() {
    broker = new TestBroker();
    server = new WireServer(broker.service());
    administration =
        AdministrationClients.of(server.listenForAdministration(broker), TestBroker.KEY);
  }

  @AfterEach
  void stop() {
    server.close();
    broker.close();
  }

  private void allowOnly(String mask) {
    broker
        .tree()
        .put(
            TestBroker.NAMESPACE.child("networkRuleSets", "default"),
            Json.object()
                .set(
                    "properties",
                    Json.parse(
                        """
                        {"defaultAction": "Deny", "ipRules": [{"ipMask": "%s"}]}
                        """
                            .formatted(mask))));
  }

  @Test
  void anAddressThatNoRuleNamesIsRefusedAtEveryDoor() throws IOException {
    allowOnly("192.0.2.0/24");
    try (RawClient client = new RawClient(server.port())) {
      client.open("PLAIN", PLAIN);
      Close close = client.await(Close.class);
      assertThat(close.getError().getCondition()).hasToString("amqp:unauthorized-access");
      assertThat(close.getError().getDescription()).contains("40111");
    }
    assertThatThrownBy(() -> administration.createQueue("q"))
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            refused -> assertThat(refused.getResponse().getStatusCode()).isEqualTo(401))
        .hasMessageContaining("40111");
  }

  @Test
  void anAddressThatARuleNamesIsLetIn() throws IOException {
    allowOnly("127.0.0.0/8");
    administration.createQueue("q");
    try (RawClient client = new RawClient(server.port())) {
      client.open("PLAIN", PLAIN);
      assertThat(client.await(Begin.class)).isNotNull();
    }
  }
}
