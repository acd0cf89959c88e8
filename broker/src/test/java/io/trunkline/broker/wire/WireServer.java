package io.trunkline.broker.wire;

import io.trunkline.broker.service.Broker;
import io.trunkline.broker.wire.amqp.AmqpSettings;
import io.trunkline.broker.wire.amqp.BrokerAmqp;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.net.amqp.AmqpDoor;
import io.trunkline.net.amqp.AmqpLimits;
import io.trunkline.net.tracing.Trace;
import io.trunkline.net.tracing.TraceContext;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/** The broker's AMQP wire on a free port of this machine. */
final class WireServer implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final AmqpDoor door;
  private final int port;

  WireServer(Broker broker) {
    BrokerAmqp handler =
        new BrokerAmqp(
            broker,
            (token, audiences) -> {
              throw new InvalidCredentialException(
                  InvalidCredentialException.Reason.MALFORMED, "This server takes no tokens.");
            },
            (room, name, parent) -> new NoTrace(),
            InstantSource.system(),
            AmqpSettings.defaults(),
            Executors.newVirtualThreadPerTaskExecutor());
    door = new AmqpDoor(vertx, AmqpLimits.defaults(), InstantSource.system(), handler);
    port = door.listen("localhost", 0, null).await();
  }

  int port() {
    return port;
  }

  String connectionString(String keyName, String key) {
    return "Endpoint=sb://localhost:"
        + port
        + ";SharedAccessKeyName="
        + keyName
        + ";SharedAccessKey="
        + key
        + ";UseDevelopmentEmulator=true;";
  }

  String connectionString() {
    return connectionString("RootManageSharedAccessKey", FakeBroker.KEY);
  }

  @Override
  public void close() {
    door.close().await();
    vertx.close().await();
  }

  private record NoTrace() implements Trace {
    @Override
    public TraceContext context() {
      return new TraceContext("1".repeat(32), "1".repeat(16), false);
    }

    @Override
    public Trace attribute(String name, String value) {
      return this;
    }

    @Override
    public Trace failed(String reason) {
      return this;
    }

    @Override
    public void close() {}
  }
}
