package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.broker.wire.WireError;
import io.trunkline.identity.Caller;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.amqp.AmqpConnection;
import io.trunkline.net.tracing.Tracing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.qpid.protonj2.engine.Connection;
import org.apache.qpid.protonj2.engine.Link;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.messaging.Terminus;
import org.apache.qpid.protonj2.types.transactions.Coordinator;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a messaging namespace: decides which node a link is for, and keeps the claims
 * that its links live by.
 */
final class BrokerConnection {
  private final AmqpConnection connection;
  private final MessagingNamespace namespace;
  private final String host;
  private final Tracing tracing;
  private final InstantSource clock;
  private final AmqpSettings settings;
  private final MessageReader reader;
  private final Claims claims;
  private final TokenNode tokenNode;
  private final TransactionTable transactions = new TransactionTable(this);
  private final IdSource ids;
  private final Backlog backlog;
  private final JmsLinks jmsLinks;
  private final Map<String, RequestNode> requestNodes = new HashMap<>();
  private final Set<EntityLink> links = new LinkedHashSet<>();
  private final Set<EntityLink> attaching = new LinkedHashSet<>();
  private Runnable cancelExpiry = () -> {};

  BrokerConnection(
      AmqpConnection connection,
      MessagingNamespace namespace,
      String host,
      TokenCheck tokens,
      Tracing tracing,
      InstantSource clock,
      IdSource ids,
      AmqpSettings settings,
      Subscribers subscribers) {
    this.jmsLinks = new JmsLinks(this, subscribers);
    this.connection = connection;
    this.namespace = namespace;
    this.host = host;
    this.tracing = tracing;
    this.clock = clock;
    this.settings = settings;
    this.ids = ids;
    this.backlog = new Backlog(connection, settings.maxUnsettledBytes());
    this.reader = new MessageReader(ids);
    this.claims = new Claims(namespace);
    this.tokenNode = new TokenNode(namespace, tokens, this::granted, connection::run);
  }

  /**
   * Opens the connection.
   *
   * @param caller who SASL found the peer to be, where it did
   */
  void open(Optional<Caller> caller) {
    caller.ifPresent(known -> claims.add("", known, known.expiresAt()));
    Connection proton = connection.proton();
    proton.sessionOpenHandler(
        session -> {
          session.setHandleMax(connection.limits().handleMax());
          session.closeHandler(closed -> session.close());
          session.open();
        });
    proton.senderOpenHandler(this::opened);
    proton.receiverOpenHandler(this::opened);
    proton.setOfferedCapabilities(
        Symbol.valueOf("DELAYED_DELIVERY"),
        Symbol.valueOf("SHARED-SUBS"),
        BrokerAmqp.SOLE_CONNECTION);
    proton.setProperties(Map.of(Symbol.valueOf("product"), "Trunkline"));
    proton.open();
    Runnable forget = namespace.onDeposed(() -> connection.run(this::moved));
    connection.onEnd(
        () -> {
          forget.run();
          cancelExpiry.run();
          transactions.abandon(null);
          List.copyOf(links).forEach(EntityLink::closed);
          List.copyOf(attaching).forEach(EntityLink::closed);
        });
    new IdleWatch(this).start();
    if (claims.isEmpty()) {
      connection.runAfter(settings.tokenDeadline().toMillis(), this::checkToken);
    } else {
      scheduleExpiry();
    }
  }

  AmqpConnection connection() {
    return connection;
  }

  MessagingNamespace namespace() {
    return namespace;
  }

  Claims claims() {
    return claims;
  }

  AmqpSettings settings() {
    return settings;
  }

  MessageReader reader() {
    return reader;
  }

  TransactionTable transactions() {
    return transactions;
  }

  Backlog backlog() {
    return backlog;
  }

  UUID newId() {
    return ids.uuid();
  }

  Tracing tracing() {
    return tracing;
  }

  /** Returns whether the peer is the JMS library, whose dispositions mean slightly other things. */
  boolean jms() {
    Map<Symbol, Object> properties = connection.proton().getRemoteProperties();
    return properties != null
        && Boolean.TRUE.equals(properties.get(Symbol.valueOf("com.microsoft:is-client-provider")));
  }

  long now() {
    return clock.millis();
  }

  Set<EntityLink> links() {
    return links;
  }

  /** Returns whether any link is attached, those to request nodes included. */
  boolean hasLinks() {
    return !links.isEmpty() || requestNodes.values().stream().anyMatch(RequestNode::isAttached);
  }

  /** Notes that something was done for a link on another one. */
  void use(String linkName) {
    for (EntityLink link : links) {
      if (link.name().equals(linkName)) {
        link.use();
      }
    }
  }

  /** Registers a link that waits for what it needs to be opened. */
  void attaching(EntityLink link) {
    attaching.add(link);
  }

  /** Registers a link that lives by its claims and its use. */
  void attached(EntityLink link) {
    attaching.remove(link);
    links.add(link);
  }

  void remove(EntityLink link) {
    attaching.remove(link);
    links.remove(link);
  }

  /** Refuses a link as AMQP does: attached to nothing, then detached with the reason. */
  static void refuse(Link<?> link, WireError error) {
    if (link instanceof Sender sender) {
      sender.setSource(null);
      sender.setTarget(sender.<Terminus>getRemoteTarget() instanceof Target target ? target : null);
    } else if (link instanceof Receiver receiver) {
      receiver.setSource(receiver.getRemoteSource());
      receiver.setTarget((Target) null);
    }
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    link.open();
    end(link, error);
  }

  /** Detaches a link with an error. */
  static void end(Link<?> link, WireError error) {
    link.setCondition(error.toCondition());
    link.close();
  }

  private void opened(Sender sender) {
    if (stolen(sender) || isTaken(sender, () -> jmsLinks.attach(sender))) {
      return;
    }
    String address =
        sender.getRemoteSource() == null ? null : sender.getRemoteSource().getAddress();
    attach(
        sender,
        address,
        node -> {
          switch (node) {
            case NodeAddress.Entity entity -> ReceiveLink.attach(this, sender, entity);
            case NodeAddress.Cbs cbs -> requestNode(cbs).attachReplies(sender);
            case NodeAddress.Management management -> requestNode(management).attachReplies(sender);
          }
        });
  }

  private void opened(Receiver receiver) {
    if (stolen(receiver)) {
      return;
    }
    Terminus terminus = receiver.getRemoteTarget();
    if (terminus instanceof Coordinator) {
      CoordinatorLink.attach(this, receiver);
      return;
    }
    Target target = terminus instanceof Target plain ? plain : null;
    if (isTaken(receiver, () -> jmsLinks.attach(receiver, target))) {
      return;
    }
    String address = target == null ? null : target.getAddress();
    attach(
        receiver,
        address,
        node -> {
          switch (node) {
            case NodeAddress.Entity entity -> SendLink.attach(this, receiver, entity);
            case NodeAddress.Cbs cbs -> requestNode(cbs).attachRequests(receiver);
            case NodeAddress.Management management ->
                requestNode(management).attachRequests(receiver);
          }
        });
  }

  /** The interface of what attaches a link to its node; it may refuse by throwing. */
  @FunctionalInterface
  private interface Attachment {
    void to(NodeAddress node);
  }

  private void attach(Link<?> link, @Nullable String address, Attachment attachment) {
    try {
      if (address == null || address.isEmpty()) {
        throw new BrokerException(
            BrokerError.NOT_IMPLEMENTED,
            "Links without an address (anonymous nodes) are not supported.");
      }
      attachment.to(NodeAddress.parse(address));
    } catch (RuntimeException e) {
      refuse(link, WireError.of(e));
    }
  }

  /** Returns whether the link was of a special kind, attached or refused. */
  private static boolean isTaken(Link<?> link, BooleanSupplier attachment) {
    try {
      return attachment.getAsBoolean();
    } catch (RuntimeException e) {
      refuse(link, WireError.of(e));
      return true;
    }
  }

  /** protonj2 gives the link that is there again when a name is attached a second time. */
  private static boolean stolen(Link<?> link) {
    if (link.isLocallyOpen()) {
      end(
          link,
          new WireError(
              "amqp:link:stolen", 410, "A link of the name '" + link.getName() + "' is attached."));
      return true;
    }
    return false;
  }

  private RequestNode requestNode(NodeAddress node) {
    String path = node.grantPath();
    RequestNode known = requestNodes.get(path);
    if (known == null) {
      known =
          switch (node) {
            case NodeAddress.Management management ->
                new RequestNode(
                    this, management, new ManagementNode(this, management), ReplyStyle.MANAGEMENT);
            case NodeAddress.Cbs cbs -> new RequestNode(this, cbs, tokenNode, ReplyStyle.CBS);
            case NodeAddress.Entity entity ->
                throw new IllegalArgumentException("not a request node: " + entity);
          };
      requestNodes.put(path, known);
    }
    return known;
  }

  private void granted(String audience, Caller caller, Instant expiresAt) {
    claims.add(audience, caller, expiresAt);
    scheduleExpiry();
  }

  private void scheduleExpiry() {
    cancelExpiry.run();
    cancelExpiry = () -> {};
    claims
        .expire(clock.instant())
        .ifPresent(
            expiry -> {
              long wait = Math.max(1, expiry.toEpochMilli() - clock.millis());
              cancelExpiry = connection.runAfter(wait, this::endUnauthorized);
            });
  }

  private void endUnauthorized() {
    scheduleExpiry();
    for (EntityLink link : List.copyOf(links)) {
      if (!link.authorized(claims)) {
        link.end(
            new WireError(
                "amqp:unauthorized-access",
                401,
                "ExpiredToken: The token of the link '" + link.name() + "' has expired."));
      }
    }
  }

  /** Another node leads the namespace from now on: what was delivered can be settled nowhere. */
  private void moved() {
    List.copyOf(links).forEach(EntityLink::closed);
    connection.close(BrokerAmqp.MOVED, "Another node leads the namespace now; connect again.");
  }

  private void checkToken() {
    if (claims.isEmpty()) {
      connection.close(
          "amqp:connection:forced",
          "No token was put on $cbs within " + settings.tokenDeadline().toSeconds() + " s.");
    }
  }

  /** Returns the host name that the client used, for error texts. */
  String host() {
    return host;
  }
}
