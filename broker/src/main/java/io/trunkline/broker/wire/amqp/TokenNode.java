package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.identity.Caller;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The {@code $cbs} node: takes tokens ({@code reference/service-bus.md §3.2, §3.3}). */
final class TokenNode implements RequestHandler {
  private final MessagingNamespace namespace;
  private final TokenCheck tokens;
  private final Granted granted;
  private final Executor loop;

  /** Hears of tokens that were accepted. */
  @FunctionalInterface
  interface Granted {
    void to(String audience, Caller caller, Instant expiresAt);
  }

  /**
   * @param loop runs tasks on the connection's event loop, where {@code granted} is called
   */
  TokenNode(MessagingNamespace namespace, TokenCheck tokens, Granted granted, Executor loop) {
    this.namespace = namespace;
    this.tokens = tokens;
    this.granted = granted;
    this.loop = loop;
  }

  @Override
  public CompletableFuture<Reply> answer(Request request) {
    String operation = request.text("operation");
    String audience = request.text("name");
    if (!"put-token".equals(operation)) {
      throw new BrokerException(
          BrokerError.NOT_IMPLEMENTED, "The operation '" + operation + "' is not supported.");
    }
    if (audience == null || !(request.body() instanceof String token)) {
      throw new BrokerException(
          BrokerError.ARGUMENT_ERROR, "put-token needs a name and a token as its body.");
    }
    return check(String.valueOf(request.text("type")), token, audience)
        .thenApplyAsync(
            caller -> {
              granted.to(audience, caller, caller.expiresAt());
              return Reply.accepted();
            },
            loop);
  }

  private CompletableFuture<? extends Caller> check(String type, String token, String audience) {
    return switch (type) {
      case "servicebus.windows.net:sastoken" ->
          CompletableFuture.completedFuture(namespace.verifySignature(token, audience));
      case "jwt", "amqp:jwt" -> tokens.verify(token);
      default ->
          throw new BrokerException(
              BrokerError.NOT_IMPLEMENTED, "The token type '" + type + "' is not supported.");
    };
  }
}
