package io.trunkline.workflows.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ServiceBusOperation.Dialect;
import io.trunkline.workflows.connector.ServiceBusPort.SessionChoice;
import io.trunkline.workflows.connector.ServiceBusPort.Settlement;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManagedServiceBusTest {
  private static ServiceBusOperation parse(String method, String path, String queries) {
    return ManagedServiceBus.parse(
        Operation.managed(
            Json.parse(
                "{\"method\":\"%s\",\"path\":\"%s\",\"queries\":%s}"
                    .formatted(method, path, queries))));
  }

  @Test
  void readsTheOperationsOfQueuesAndSubscriptions() {
    assertThat(parse("get", "/a%252Fb/messages/batch/peek", "{\"maxMessageCount\":7}"))
        .isEqualTo(
            new ServiceBusOperation.Receive(
                "a/b", 7, false, false, Optional.empty(), Dialect.MANAGED));
    assertThat(
            parse(
                "GET",
                "/t/subscriptions/s/messages/head/peek",
                "{\"subscriptionType\":\"DeadLetter\"}"))
        .isEqualTo(
            new ServiceBusOperation.Receive(
                "t/Subscriptions/s/$DeadLetterQueue",
                1,
                true,
                false,
                Optional.empty(),
                Dialect.MANAGED));
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
  }

  @Test
  void readsTheOperationsOfSessions() {
    assertThat(parse("get", "/q/messages/head/peek", "{\"sessionId\":\"Next Available\"}"))
        .isEqualTo(receive("q", 1, true, SessionChoice.next()));
    assertThat(
            parse(
                "get",
                "/t/subscriptions/s/messages/batch/peek",
                "{\"sessionId\":\"cart 7\",\"maxMessageCount\":3}"))
        .isEqualTo(
            receive("t/Subscriptions/s", 3, false, new SessionChoice(Optional.of("cart 7"), true)));
    assertThat(parse("delete", "/q/sessions/cart%207/close", "{}"))
        .isEqualTo(new ServiceBusOperation.CloseSession("q", "cart 7"));
    assertThat(parse("post", "/t/subscriptions/s/sessions/7/renewlock", "{}"))
        .isEqualTo(new ServiceBusOperation.RenewSession("t/Subscriptions/s", "7"));
    assertThatThrownBy(() -> parse("post", "/q/sessions/7/close", "{}"))
        .hasMessageContaining("POST /q/sessions/7/close");
  }

  private static ServiceBusOperation receive(
      String path, int count, boolean single, SessionChoice session) {
    return new ServiceBusOperation.Receive(
        path, count, single, false, Optional.of(session), Dialect.MANAGED);
  }
}
