package io.trunkline.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.identity.Caller;
import io.trunkline.identity.Callers;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ServiceBusPort;
import io.trunkline.workflows.connector.ServiceBusPort.SessionChoice;
import io.trunkline.workflows.connector.ServiceBusPort.SessionMessage;
import io.trunkline.workflows.connector.ServiceBusPort.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A workflow's calls to a namespace on another node, and what a join token holds. */
class MessagingCallTest {
  private static final Caller CALLER = new Caller.SystemCaller("workflows");
  private final Namespace namespace = new Namespace();
  private final MessagingServer server = new MessagingServer(namespace);

  private MessagingCall.Answer answer(MessagingCall call) {
    return MessagingCall.Answer.CODEC.decode(server.answer(MessagingCall.CODEC.encode(call)));
  }

  @Test
  void messagesAndTheirPropertiesArriveAsTheyAre() {
    MessagingCall.Answer answer =
        answer(
            new MessagingCall.Receive(
                "ns", "orders", Callers.write(CALLER), 5, Duration.ofSeconds(3)));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(namespace.asked).isEqualTo("ns orders 5 PT3S " + CALLER);
    assertThat(answer.messages())
        .singleElement()
        .usingRecursiveComparison()
        .isEqualTo(Namespace.MESSAGE);
  }

  @Test
  void aRefusalKeepsItsStatusAndCode() {
    MessagingCall.Answer answer =
        answer(
            new MessagingCall.Settle(
                "ns",
                "orders",
                Callers.write(CALLER),
                "token",
                "dead-letter",
                Optional.of("because"),
                Optional.empty()));

    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.code()).contains("MessageLockLost");
    assertThat(namespace.asked).contains("because");
  }

  @Test
  void whatHasToDoWithSessionsArrivesToo() {
    byte[] caller = Callers.write(CALLER);
    SessionChoice wanted = new SessionChoice(Optional.of("s"), false);
    assertThat(
            answer(
                    new MessagingCall.ReceiveFromSession(
                        "ns", "carts", caller, wanted, 5, Duration.ZERO))
                .messages())
        .hasSize(1);
    assertThat(namespace.asked).isEqualTo("ns carts " + wanted + " 5");
    assertThat(answer(new MessagingCall.RenewSession("ns", "carts", caller, "s")).lockedUntil())
        .contains(Instant.EPOCH);
    assertThat(namespace.asked).isEqualTo("renew s");
    assertThat(answer(new MessagingCall.CloseSession("ns", "carts", caller, "s")).status())
        .isEqualTo(200);
    assertThat(namespace.asked).isEqualTo("close s");
    SessionMessage message = new SessionMessage(Optional.of("m-1"), Optional.empty());
    answer(
        new MessagingCall.SettleInSession(
            "ns",
            caller,
            message,
            new MessagingCall.Outcome("defer", Optional.empty(), Optional.empty())));
    assertThat(namespace.asked).isEqualTo(message + " " + new Settlement.Defer());
  }

  @Test
  void aJoinTokenNamesTheAuthorityAndKeepsItsSecretToItself() {
    JoinTarget target = JoinTarget.of("[::1]:8443", "print.se.cret");
    assertThat(target.host()).isEqualTo("::1");
    assertThat(target.port()).isEqualTo(8443);
    assertThat(target.fingerprint()).isEqualTo("print");
    assertThat(target.secret()).isEqualTo("se.cret");
    assertThat(target.toString()).doesNotContain("cret");
    assertThatThrownBy(() -> JoinTarget.of("node1", null)).hasMessageContaining("HOST:PORT");
  }

  /** Gives one message and has lost every lock. */
  private static final class Namespace implements ServiceBusPort {
    static final LockedMessage MESSAGE =
        new LockedMessage(
            new OutgoingMessage(
                new byte[] {1, 2, 3},
                Optional.of("application/json"),
                Optional.of("m-1"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("s"),
                Optional.of(Duration.ofMinutes(3)),
                Optional.empty(),
                Map.of("text", "t", "number", 7, "large", 1L << 40, "flag", true)),
            "token",
            17,
            18,
            Instant.parse("2026-01-01T00:00:00.5Z"),
            Instant.parse("2026-01-01T00:01:00Z"),
            Optional.empty(),
            2,
            Optional.of("other"));
    String asked = "";

    @Override
    public Caller callerOf(String connectionString) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> send(
        String name, String entity, List<OutgoingMessage> messages, Caller caller, String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<LockedMessage>> receiveAndLock(
        String name, String path, int most, Duration wait, Caller caller) {
      asked =
          String.join(" ", name, path, Integer.toString(most), wait.toString(), caller.toString());
      return CompletableFuture.completedFuture(List.of(MESSAGE));
    }

    @Override
    public CompletionStage<List<LockedMessage>> receiveFromSession(
        String name, String path, SessionChoice session, int most, Duration wait, Caller caller) {
      asked = String.join(" ", name, path, session.toString(), Integer.toString(most));
      return CompletableFuture.completedFuture(List.of(MESSAGE));
    }

    @Override
    public CompletionStage<List<LockedMessage>> receiveDeferred(
        String name, String path, List<Long> numbers, Optional<String> session, Caller caller) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> settleInSession(
        String name, SessionMessage message, Settlement settlement, Caller caller) {
      asked = message + " " + settlement;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Instant> renewSession(
        String name, String path, String session, Caller caller) {
      asked = "renew " + session;
      return CompletableFuture.completedFuture(Instant.EPOCH);
    }

    @Override
    public CompletionStage<Void> closeSession(
        String name, String path, String session, Caller caller) {
      asked = "close " + session;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> settle(
        String name, String path, String lockToken, Settlement settlement, Caller caller) {
      asked = settlement.toString();
      return CompletableFuture.failedFuture(
          new ConnectorException(410, "MessageLockLost", "The lock is lost."));
    }

    @Override
    public CompletionStage<Instant> renewLock(
        String name, String path, String lockToken, Caller caller) {
      throw new UnsupportedOperationException();
    }
  }
}
