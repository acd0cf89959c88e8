package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.EntityMaker;
import io.trunkline.broker.wire.WireError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.protonj2.engine.Link;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.jspecify.annotations.Nullable;

/**
 * The links that make or remove an entity before they use it ({@code reference/service-bus.md
 * §17}): temporary queues and topics (AMQP's dynamic nodes), subscriptions of consumers that attach
 * to a topic, and what JMS expects to be there once it is asked for.
 */
final class JmsLinks {
  /** After a crash nobody removes what was temporary; then it goes when it is idle for so long. */
  private static final Duration LEFTOVER = Duration.ofMinutes(5);

  private static final Symbol COPY = Symbol.valueOf("copy");

  private final BrokerConnection connection;
  private final Subscribers subscribers;

  JmsLinks(BrokerConnection connection, Subscribers subscribers) {
    this.connection = connection;
    this.subscribers = subscribers;
  }

  /** Attaches a receiving link of one of these kinds; returns false for any other. */
  boolean attach(Sender link) {
    Source source = link.getRemoteSource();
    if (source == null) {
      unsubscribe(link);
      return true;
    }
    if (source.isDynamic()) {
      boolean topic = Terminuses.has(source, Terminuses.TEMPORARY_TOPIC);
      EntityPath path = freshPath();
      Source reply = source.copy().setAddress(path.toString());
      makeTemporary(
          link,
          topic,
          path,
          gone ->
              ReceiveLink.attach(
                  connection,
                  link,
                  new NodeAddress.Entity(path),
                  new ReceiveLink.Terms(reply, null, gone)));
      return true;
    }
    return source.getAddress() != null && attach(link, source);
  }

  private boolean attach(Sender link, Source source) {
    if (!(NodeAddress.parse(source.getAddress()) instanceof NodeAddress.Entity node)) {
      return false;
    }
    boolean topic =
        Terminuses.has(source, Terminuses.TOPIC)
            || Terminuses.has(source, Terminuses.TEMPORARY_TOPIC);
    if (topic && node.entity().subscription() == null) {
      whenThere(node, true, link, () -> subscribe(link, source, node.entity()));
      return true;
    }
    if (COPY.equals(source.getDistributionMode())) {
      BrowseLink.attach(connection, link, node);
      return true;
    }
    if (Terminuses.has(source, Terminuses.QUEUE) && isMissing(node)) {
      whenThere(node, false, link, () -> ReceiveLink.attach(connection, link, node));
      return true;
    }
    return false;
  }

  /** Attaches a sending link of one of these kinds; returns false for any other. */
  boolean attach(Receiver link, @Nullable Target target) {
    if (target == null) {
      return false;
    }
    if (target.isDynamic()) {
      boolean topic = Terminuses.has(target, Terminuses.TEMPORARY_TOPIC);
      EntityPath path = freshPath();
      Target reply = target.copy().setAddress(path.toString());
      makeTemporary(
          link,
          topic,
          path,
          gone -> SendLink.attach(connection, link, new NodeAddress.Entity(path), reply, gone));
      return true;
    }
    boolean topic = Terminuses.has(target, Terminuses.TOPIC);
    if ((topic || Terminuses.has(target, Terminuses.QUEUE))
        && target.getAddress() != null
        && NodeAddress.parse(target.getAddress()) instanceof NodeAddress.Entity node
        && isMissing(node)) {
      whenThere(node, topic, link, () -> SendLink.attach(connection, link, node));
      return true;
    }
    return false;
  }

  // ---- temporary ----------------------------------------------------------------------------

  private EntityPath freshPath() {
    return EntityPath.of("temporary-" + connection.newId().toString().replace("-", ""));
  }

  /** What attaches a link, with what is to be done when the link is gone. */
  @FunctionalInterface
  private interface Attachment {
    void until(EntityLink.AtEnd gone);
  }

  private void makeTemporary(Link<?> link, boolean topic, EntityPath path, Attachment attachment) {
    EntityMaker maker = maker(path);
    Optional<Duration> idle = Optional.of(LEFTOVER);
    EntityLink.AtEnd remove = () -> maker.delete(path);
    after(
        topic ? maker.topic(path, idle) : maker.queue(path, idle),
        link,
        () -> attachment.until(remove),
        remove);
  }

  private EntityMaker maker(EntityPath path) {
    return connection
        .namespace()
        .maker(connection.claims().caller(new NodeAddress.Entity(path), path, AccessRight.MANAGE));
  }

  /** Attaches a link once something is made; it may be gone by then. */
  private void after(
      CompletableFuture<Void> making, Link<?> link, Runnable attachment, EntityLink.AtEnd undo) {
    link.closeHandler(gone -> link.close());
    link.detachHandler(gone -> link.close());
    var unused =
        making.whenComplete(
            (made, failure) ->
                connection
                    .connection()
                    .run(
                        () -> {
                          if (failure != null) {
                            BrokerConnection.refuse(link, WireError.of(failure));
                          } else if (link.isRemotelyClosedOrDetached()) {
                            undo(undo);
                          } else {
                            attach(link, attachment, undo);
                          }
                        }));
  }

  private static void attach(Link<?> link, Runnable attachment, EntityLink.AtEnd undo) {
    try {
      attachment.run();
    } catch (RuntimeException e) {
      undo(undo);
      BrokerConnection.refuse(link, WireError.of(e));
    }
  }

  private static void undo(EntityLink.AtEnd undo) {
    // what cannot be removed now goes when it is idle
    var unused = undo.run();
  }

  // ---- what JMS expects to be there ---------------------------------------------------------

  private boolean isMissing(NodeAddress.Entity node) {
    return connection.jms()
        && node.entity().subscription() == null
        && connection.namespace().describe(node.entity()).isEmpty();
  }

  private void whenThere(
      NodeAddress.Entity node, boolean topic, Link<?> link, Runnable attachment) {
    if (!isMissing(node)) {
      attachment.run();
      return;
    }
    EntityPath path = node.entity();
    EntityMaker maker = maker(path);
    after(
        topic ? maker.topic(path, idle("topic")) : maker.queue(path, idle("queue")),
        link,
        attachment,
        EntityLink.AtEnd.NOTHING);
  }

  private Optional<Duration> idle(String kind) {
    Map<Symbol, Object> properties = connection.connection().proton().getRemoteProperties();
    Object seconds =
        properties == null
            ? null
            : properties.get(
                Symbol.valueOf(
                    "com.microsoft:%s-auto-delete-on-idle-duration-in-seconds".formatted(kind)));
    return seconds instanceof Number number
        ? Optional.of(Duration.ofSeconds(number.longValue()))
        : Optional.empty();
  }

  // ---- subscriptions ------------------------------------------------------------------------

  private String client() {
    String id = connection.connection().proton().getRemoteContainerId();
    return id == null ? "" : id;
  }

  private void subscribe(Sender link, Source source, EntityPath topic) {
    JmsSubscription subscription = JmsSubscription.of(topic, link, client(), connection.newId());
    EntityPath path = subscription.path();
    EntityMaker maker = maker(path);
    String key = connection.namespace().name() + "/" + path.folded();
    if (subscription.shared() && !subscription.durable()) {
      subscribers.join(key);
    }
    EntityLink.AtEnd leave =
        () ->
            !subscription.shared() || subscribers.leave(key)
                ? maker.delete(path)
                : CompletableFuture.completedFuture(null);
    EntityLink.AtEnd atEnd = subscription.durable() ? EntityLink.AtEnd.NOTHING : leave;
    String selector = SessionFilter.selector(source);
    after(
        maker.subscription(
            path, selector, subscription.durable() ? idle("subscriber") : Optional.of(LEFTOVER)),
        link,
        () ->
            ReceiveLink.attach(
                connection,
                link,
                new NodeAddress.Entity(path),
                new ReceiveLink.Terms(SessionFilter.applied(source), null, atEnd)),
        atEnd);
  }

  /** A link of a durable subscription's name from nowhere: the client asks whether there is one. */
  private void unsubscribe(Sender link) {
    boolean global = link.getName().contains("|global");
    String name = JmsSubscription.name(link.getName(), global ? "" : client(), true);
    List<EntityPath> found =
        connection.namespace().list(Optional.empty()).stream()
            .map(topic -> EntityPath.subscription(topic.path().entity(), name))
            .filter(path -> connection.namespace().describe(path).isPresent())
            .toList();
    if (found.isEmpty()) {
      BrokerConnection.refuse(
          link,
          new WireError("amqp:not-found", 404, "There is no durable subscription '" + name + "'."));
    } else if (found.size() > 1) { // the client names no topic: none is removed on a guess
      BrokerConnection.refuse(
          link,
          new WireError(
              "amqp:precondition-failed",
              412,
              "Several topics have a durable subscription '%s': %s. Remove one of them by its path."
                  .formatted(name, found)));
    } else {
      confirm(link, found.getFirst());
    }
  }

  private void confirm(Sender link, EntityPath path) {
    link.setSource(new Source().setAddress(path.entity()));
    link.setTarget(link.<Target>getRemoteTarget());
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    link.closeHandler(gone -> removeDurable(link, path));
    link.detachHandler(gone -> link.close());
    link.open();
  }

  private void removeDurable(Sender link, EntityPath path) {
    var unused =
        maker(path)
            .delete(path)
            .whenComplete(
                (removed, failure) ->
                    connection
                        .connection()
                        .run(
                            () -> {
                              if (failure == null) {
                                link.close();
                              } else {
                                BrokerConnection.end(link, WireError.of(failure));
                              }
                            }));
  }
}
