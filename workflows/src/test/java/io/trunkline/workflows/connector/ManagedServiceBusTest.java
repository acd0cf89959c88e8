package io.trunkline.workflows.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ServiceBusOperation.Dialect;
import io.trunkline.workflows.connector.ServiceBusPort.Settlement;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManagedServiceBusTest {
  private static ServiceBusOperation parse(String method, String path, String queries) {
    return ManagedServiceBus.parse(
        Json.parse(
            "{\"method\":\"%s\",\"path\":\"%s\",\"queries\":%s}".formatted(method, path, queries)));
  }

  @Test
  void readsTheOperationsOfQueuesAndSubscriptions() {
    assertThat(parse("get", "/a%252Fb/messages/batch/peek", "{\"maxMessageCount\":7}"))
        .isEqualTo(new ServiceBusOperation.Receive("a/b", 7, false, false, Dialect.MANAGED));
    assertThat(
            parse(
                "GET",
                "/t/subscriptions/s/messages/head/peek",
                "{\"subscriptionType\":\"DeadLetter\"}"))
        .isEqualTo(
            new ServiceBusOperation.Receive(
                "t/Subscriptions/s/$DeadLetterQueue", 1, true, false, Dialect.MANAGED));
    assertThat(parse("delete", "/q/messages/complete", "{\"lockToken\":\"l\"}"))
        .isEqualTo(new ServiceBusOperation.Settle("q", "l", new Settlement.Complete()));
    assertThat(
            parse(
                "post",
                "/t/subscriptions/s/messages/deadletter",
                "{\"lockToken\":\"l\",\"deadLetterReason\":\"r\"}"))
        .isEqualTo(
            new ServiceBusOperation.Settle(
                "t/Subscriptions/s",
                "l",
                new Settlement.DeadLetter(Optional.of("r"), Optional.empty())));
    assertThat(parse("post", "/q/messages/renewlock", "{\"lockToken\":\"l\"}"))
        .isEqualTo(new ServiceBusOperation.RenewLock("q", "l"));
  }

  @Test
  void saysWhatItDoesNotKnow() {
    assertThatThrownBy(() -> parse("post", "/q/messages/explode", "{}"))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("/q/messages/explode");
    assertThatThrownBy(() -> parse("post", "/q/messages/abandon", "{}"))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("lockToken");
    assertThatThrownBy(
            () -> parse("get", "/q/messages/head/peek", "{\"sessionId\":\"Next Available\"}"))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("session");
  }
}
