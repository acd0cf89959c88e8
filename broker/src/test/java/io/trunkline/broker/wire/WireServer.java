package io.trunkline.broker.wire;

import io.trunkline.broker.NoTrace;
import io.trunkline.broker.service.Broker;
import io.trunkline.broker.wire.admin.AdminPlane;
import io.trunkline.broker.wire.admin.EmulatorHealthPlane;
import io.trunkline.broker.wire.amqp.AmqpSettings;
import io.trunkline.broker.wire.amqp.BrokerAmqp;
import io.trunkline.broker.wire.data.DataPlane;
import io.trunkline.identity.Caller;
import io.trunkline.identity.CertificateVerifier;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.Principal;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.amqp.AmqpDoor;
import io.trunkline.net.amqp.AmqpLimits;
import io.trunkline.net.http.HttpDoor;
import io.trunkline.net.http.HttpDoorConfig;
import io.trunkline.net.tls.NodeCertificates;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The broker's AMQP wire on a free port of this machine. */
final class WireServer implements AutoCloseable {
  /** The token that this server takes. */
  static final String TOKEN = "token-of-a-tester";

  private final Vertx vertx = Vertx.vertx();
  private final AmqpDoor door;
  private final int port;
  private final List<HttpDoor> web = new ArrayList<>();

  WireServer(Broker broker) {
    this(broker, AmqpSettings.defaults());
  }

  WireServer(Broker broker, AmqpSettings settings) {
    this(broker, settings, (certificate, audience) -> verify(TOKEN, Set.of(audience)));
  }

  WireServer(Broker broker, AmqpSettings settings, CertificateVerifier certificates) {
    BrokerAmqp handler = handler(broker, settings, certificates);
    door = new AmqpDoor(vertx, AmqpLimits.defaults(), InstantSource.system(), handler);
    port = door.listen("localhost", 0, null).await();
  }

  /** Returns what gives AMQP connections their meaning. */
  static BrokerAmqp handler(Broker broker, AmqpSettings settings) {
    return handler(broker, settings, (certificate, audience) -> verify(TOKEN, Set.of(audience)));
  }

  private static BrokerAmqp handler(
      Broker broker, AmqpSettings settings, CertificateVerifier certificates) {
    return new BrokerAmqp(
        broker,
        WireServer::verify,
        certificates,
        (room, name, parent) -> new NoTrace(),
        InstantSource.system(),
        IdSource.secure(),
        settings,
        Executors.newVirtualThreadPerTaskExecutor());
  }

  /** Listens with TLS, too; returns the port. */
  int listenSecurely(NodeCertificates certificates) {
    return door.listen("localhost", 0, certificates.keyCertOptions()).await();
  }

  /** Opens an HTTP door with TLS for WebSockets; returns its port. */
  int listenForWebSockets(NodeCertificates certificates) {
    return listening(
        HttpDoor.open(
            vertx,
            HttpDoorConfig.loopback(0).withHost("localhost").withCertificates(true),
            certificates,
            List.of(door.webSocketPlane()),
            (room, name, parent) -> new NoTrace()));
  }

  /** Opens an HTTP door for the administration REST; returns its port. */
  int listenForAdministration(TestBroker testBroker) {
    return listenForAdministration(testBroker, null);
  }

  /** Opens such a door with TLS. */
  int listenForAdministration(TestBroker testBroker, @Nullable NodeCertificates certificates) {
    return listening(
        HttpDoor.open(
            vertx,
            HttpDoorConfig.loopback(0).withHost("localhost"),
            certificates,
            List.of(
                new EmulatorHealthPlane(() -> true),
                new DataPlane(testBroker.service(), WireServer::verify),
                new AdminPlane(
                    testBroker.service(),
                    testBroker.tree(),
                    WireServer::verify,
                    InstantSource.system())),
            (room, name, parent) -> new NoTrace()));
  }

  private int listening(HttpDoor opened) {
    web.add(opened);
    return opened.port();
  }

  /** Takes one token, of somebody who may do everything. */
  private static Caller.TokenCaller verify(String token, Set<String> audiences) {
    if (!token.equals(TOKEN)) {
      throw new InvalidCredentialException(
          InvalidCredentialException.Reason.BAD_SIGNATURE, "The token is not known here.");
    }
    Principal principal =
        new Principal("o", "t", "c", Principal.Kind.APPLICATION, Set.of(), "tester");
    return new Caller.TokenCaller(principal, audiences.iterator().next(), Instant.MAX);
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
    return connectionString("RootManageSharedAccessKey", TestBroker.KEY);
  }

  @Override
  public void close() {
    web.forEach(HttpDoor::close);
    door.close().await();
    vertx.close().await();
  }
}
