package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.service.Broker;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.broker.wire.WireError;
import io.trunkline.identity.Audiences;
import io.trunkline.identity.Caller;
import io.trunkline.identity.Callers;
import io.trunkline.identity.CertificateVerifier;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.amqp.AmqpConnection;
import io.trunkline.net.amqp.AmqpHandler;
import io.trunkline.net.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.qpid.protonj2.types.Symbol;

/** Takes the AMQP connections of the messaging namespaces. */
public final class BrokerAmqp implements AmqpHandler {
  /** User name with which SASL PLAIN carries a token instead of a key. */
  private static final String TOKEN_USER = "$jwt";

  /** Capability with which a client asks to be the only connection of its container id. */
  static final Symbol SOLE_CONNECTION = Symbol.valueOf("sole-connection-for-container");

  private static final String AUDIENCE = "https://servicebus.azure.net";

  private static final String CALLER = "caller";

  /** The condition after which every SDK connects again at once ({@code §10.1}). */
  static final String MOVED = "amqp:connection:forced";

  private final Broker broker;
  private final TokenVerifier tokens;
  private final CertificateVerifier certificates;
  private final Tracing tracing;
  private final InstantSource clock;
  private final IdSource ids;
  private final AmqpSettings settings;
  private final Executor blocking;
  private final Subscribers subscribers = new Subscribers();
  private final Set<String> soleContainers = ConcurrentHashMap.newKeySet();

  /**
   * @param tokens checks tokens of the node's issuer
   * @param certificates knows the applications of clients that show a certificate
   * @param ids for messages that come without a message id
   * @param blocking runs what may block, for example on virtual threads
   */
  public BrokerAmqp(
      Broker broker,
      TokenVerifier tokens,
      CertificateVerifier certificates,
      Tracing tracing,
      InstantSource clock,
      IdSource ids,
      AmqpSettings settings,
      Executor blocking) {
    this.broker = broker;
    this.tokens = tokens;
    this.certificates = certificates;
    this.tracing = tracing;
    this.clock = clock;
    this.ids = ids;
    this.settings = settings;
    this.blocking = blocking;
  }

  /** One SDK takes the first that it knows, JMS its own favourite ({@code §2.1}). */
  @Override
  public List<String> mechanisms() {
    return List.of("MSSBCBS", "PLAIN", "ANONYMOUS", "EXTERNAL");
  }

  @Override
  public CompletionStage<Boolean> authenticate(
      AmqpConnection connection, String mechanism, String hostname, byte[] response) {
    if (mechanism.equals("EXTERNAL") && connection.certificate().isPresent()) {
      X509Certificate certificate = connection.certificate().get();
      return authenticate(connection, () -> certificates.verify(certificate, AUDIENCE));
    }
    if (!mechanism.equals("PLAIN")) {
      // Authenticated by nothing yet: tokens follow on $cbs.
      return CompletableFuture.completedFuture(true);
    }
    String[] parts = new String(response, StandardCharsets.UTF_8).split("\0", -1);
    Optional<MessagingNamespace> namespace = broker.forHost(withoutPort(hostname));
    if (parts.length != 3 || namespace.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    return authenticate(
        connection,
        () ->
            parts[1].equals(TOKEN_USER)
                ? tokens.verify(parts[2], Audiences.SERVICE_BUS)
                : namespace.get().verifyKey(parts[1], parts[2]));
  }

  private CompletionStage<Boolean> authenticate(
      AmqpConnection connection, Supplier<Caller> credential) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            Caller caller = credential.get();
            connection.proton().getAttachments().set(CALLER, caller);
            return true;
          } catch (InvalidCredentialException e) {
            return false;
          }
        },
        blocking);
  }

  @Override
  public Optional<String> shard(String hostname) {
    return broker.forHost(withoutPort(hostname)).map(found -> found.shard().value());
  }

  @Override
  public byte[] caller(AmqpConnection connection) {
    Caller caller = connection.proton().getAttachments().get(CALLER);
    return caller == null ? new byte[0] : Callers.write(caller);
  }

  @Override
  public void relayed(AmqpConnection connection, byte[] caller) {
    if (caller.length > 0) {
      connection.proton().getAttachments().set(CALLER, Callers.read(caller));
    }
  }

  @Override
  public void opened(AmqpConnection connection) {
    String host = connection.proton().getRemoteHostname();
    Optional<MessagingNamespace> namespace = broker.forHost(withoutPort(host == null ? "" : host));
    connection.proton().setContainerId("trunkline");
    if (namespace.isEmpty()) {
      connection.close("amqp:not-found", "There is no messaging namespace at '" + host + "'.");
      return;
    }
    if (!namespace.get().leads()) {
      connection.close(MOVED, "Another node is to have this connection; connect again.");
      return;
    }
    try {
      namespace.get().requireAdmitted(connection.remoteAddress());
    } catch (BrokerException e) {
      connection.close(WireError.of(e).condition(), e.getMessage());
      return;
    }
    if (isDouble(connection, namespace.get())) {
      connection
          .proton()
          .setProperties(Map.of(Symbol.valueOf("amqp:connection-establishment-failed"), true));
      connection.close(
          "amqp:invalid-field",
          "There is a connection of the container id '%s' already."
              .formatted(connection.proton().getRemoteContainerId()),
          Map.of(Symbol.valueOf("invalid-field"), Symbol.valueOf("container-id")));
      return;
    }
    BrokerConnection opened =
        new BrokerConnection(
            connection,
            namespace.get(),
            host == null ? "" : host,
            this::verifyToken,
            tracing,
            clock,
            ids,
            settings,
            subscribers);
    Caller caller = connection.proton().getAttachments().get(CALLER);
    opened.open(Optional.ofNullable(caller));
  }

  /** Returns whether the client wants to be alone and is not; otherwise notes it until it ends. */
  private boolean isDouble(AmqpConnection connection, MessagingNamespace namespace) {
    if (!Terminuses.has(connection.proton().getRemoteDesiredCapabilities(), SOLE_CONNECTION)) {
      return false;
    }
    String container = namespace.name() + "/" + connection.proton().getRemoteContainerId();
    if (!soleContainers.add(container)) {
      return true;
    }
    connection.onEnd(() -> soleContainers.remove(container));
    return false;
  }

  private CompletableFuture<Caller> verifyToken(String token) {
    return CompletableFuture.supplyAsync(
        () -> tokens.verify(token, Audiences.SERVICE_BUS), blocking);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > 0 && host.indexOf(']', colon) < 0 ? host.substring(0, colon) : host;
  }
}
