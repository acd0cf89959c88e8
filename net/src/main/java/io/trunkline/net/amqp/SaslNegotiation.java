package io.trunkline.net.amqp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.exceptions.ProtocolViolationException;
import org.apache.qpid.protonj2.engine.sasl.SaslOutcome;
import org.apache.qpid.protonj2.engine.sasl.SaslServerContext;
import org.apache.qpid.protonj2.engine.sasl.SaslServerListener;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.transport.AMQPHeader;

/** The server's part of a SASL exchange: one round, decided by the handler. */
final class SaslNegotiation implements SaslServerListener {
  private final AmqpConnection connection;
  private final AmqpHandler handler;

  SaslNegotiation(AmqpConnection connection, AmqpHandler handler) {
    this.connection = connection;
    this.handler = handler;
  }

  @Override
  public void handleSaslHeader(SaslServerContext context, AMQPHeader header) {
    context.sendMechanisms(handler.mechanisms().toArray(String[]::new));
  }

  @Override
  public void handleSaslInit(
      SaslServerContext context, Symbol mechanism, ProtonBuffer initialResponse) {
    byte[] response = new byte[initialResponse == null ? 0 : initialResponse.getReadableBytes()];
    if (initialResponse != null) {
      initialResponse.readBytes(response, 0, response.length);
    }
    CompletableFuture<Boolean> verdict =
        verdict(context, mechanism, response).toCompletableFuture();
    if (verdict.isDone()) {
      finish(context, !verdict.isCompletedExceptionally() && verdict.join());
    } else {
      var unused =
          verdict.whenComplete(
              (accepted, failure) ->
                  connection.run(() -> finish(context, failure == null && accepted)));
    }
  }

  @Override
  public void handleSaslResponse(SaslServerContext context, ProtonBuffer response) {
    throw new ProtocolViolationException("no challenge was sent");
  }

  private CompletionStage<Boolean> verdict(
      SaslServerContext context, Symbol mechanism, byte[] response) {
    if (mechanism == null || !handler.mechanisms().contains(mechanism.toString())) {
      return CompletableFuture.completedFuture(false);
    }
    String hostname = context.getHostname() == null ? "" : context.getHostname();
    return handler.authenticate(connection, mechanism.toString(), hostname, response);
  }

  private void finish(SaslServerContext context, boolean accepted) {
    context.sendOutcome(accepted ? SaslOutcome.SASL_OK : SaslOutcome.SASL_AUTH, null);
    if (accepted) {
      connection.authenticated();
    } else {
      connection.end();
    }
  }
}
