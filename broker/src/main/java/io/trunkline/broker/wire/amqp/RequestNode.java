package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.wire.WireError;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.transactions.TransactionalState;
import org.apache.qpid.protonj2.types.transport.Role;
import org.jspecify.annotations.Nullable;

/**
 * A node that answers requests: links that bring them, links that take the replies, and the way
 * from one to the other ({@code reference/service-bus.md §3.1, §8.1}).
 */
final class RequestNode {
  private static final int MAX_REQUEST_BYTES = 4 << 20;

  private final BrokerConnection connection;
  private final NodeAddress node;
  private final RequestHandler handler;
  private final ReplyStyle style;
  private final List<ReplyLink> replyLinks = new ArrayList<>();
  private final List<Receiver> requestLinks = new ArrayList<>();

  /** Bytes of the replies that wait for their links' credit. */
  private long waitingBytes;

  RequestNode(
      BrokerConnection connection, NodeAddress node, RequestHandler handler, ReplyStyle style) {
    this.connection = connection;
    this.node = node;
    this.handler = handler;
    this.style = style;
  }

  /** Attaches a link that takes replies. */
  void attachReplies(Sender link) {
    link.setSource(link.getRemoteSource());
    link.setTarget(link.<Target>getRemoteTarget());
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    ReplyLink replies = new ReplyLink(link);
    replyLinks.add(replies);
    link.creditStateUpdateHandler(changed -> replies.advance());
    link.deliveryStateUpdatedHandler(OutgoingDelivery::settle);
    link.closeHandler(closed -> detach(replies));
    link.detachHandler(closed -> detach(replies));
    link.parentEndpointClosedHandler(closed -> forget(replies));
    connection.connection().onWritable(replies.resume);
    link.open();
  }

  boolean isAttached() {
    return !replyLinks.isEmpty();
  }

  private void detach(ReplyLink replies) {
    forget(replies);
    replies.link.close();
  }

  private void forget(ReplyLink replies) {
    replyLinks.remove(replies);
    connection.connection().offWritable(replies.resume);
    replies.drop();
  }

  /** Attaches a link that brings requests. */
  void attachRequests(Receiver link) {
    link.setSource(link.getRemoteSource());
    link.setTarget(link.<Target>getRemoteTarget());
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    link.setMaxMessageSize(UnsignedLong.valueOf(MAX_REQUEST_BYTES));
    link.deliveryReadHandler(delivery -> read(link, delivery));
    link.closeHandler(closed -> endRequests(link));
    link.detachHandler(closed -> endRequests(link));
    link.parentEndpointClosedHandler(closed -> requestLinks.remove(link));
    requestLinks.add(link);
    link.open();
    replenish(link);
  }

  private void endRequests(Receiver link) {
    requestLinks.remove(link);
    link.close();
  }

  /** Lets more requests come, unless the client does not take the replies to those before. */
  private void replenish(Receiver link) {
    int full = connection.settings().requestCredit();
    if (link.isLocallyOpen()
        && link.getCredit() <= full / 2
        && waitingBytes <= connection.settings().maxWaitingReplyBytes()) {
      link.addCredit(full - link.getCredit());
    }
  }

  private void read(Receiver link, IncomingDelivery delivery) {
    if (delivery.available() > MAX_REQUEST_BYTES) {
      BrokerConnection.end(
          link,
          new WireError(
              "amqp:link:message-size-exceeded", 403, "The request is larger than 4 MiB."));
      return;
    }
    if (delivery.isPartial() && !delivery.isAborted()) {
      return;
    }
    ProtonBuffer buffer = delivery.readAll();
    byte[] bytes = new byte[buffer == null ? 0 : buffer.getReadableBytes()];
    if (buffer != null) {
      buffer.readBytes(bytes, 0, bytes.length);
    }
    boolean aborted = delivery.isAborted();
    TransactionalState transactional =
        delivery.getRemoteState() instanceof TransactionalState state ? state : null;
    delivery.disposition(SendLink.accepted(transactional), true);
    replenish(link);
    if (!aborted) {
      answer(link, bytes, transactional);
    }
  }

  private void answer(Receiver link, byte[] bytes, @Nullable TransactionalState transactional) {
    Request request;
    CompletableFuture<Reply> answering;
    try {
      request = Request.of(bytes, link.getSession(), transactional);
    } catch (RuntimeException e) {
      BrokerConnection.end(link, WireError.of(e));
      return;
    }
    try {
      answering = handler.answer(request);
    } catch (RuntimeException e) {
      answering = CompletableFuture.failedFuture(e);
    }
    var unused =
        answering
            .exceptionally(failure -> failed(request, failure))
            .thenAccept(reply -> connection.connection().run(() -> reply(link, request, reply)));
  }

  private Reply failed(Request request, Throwable failure) {
    if (request.transaction() != null) {
      connection
          .connection()
          .run(() -> connection.transactions().failed(request.transaction(), failure));
    }
    return Reply.failed(WireError.of(failure));
  }

  private void reply(Receiver link, Request request, Reply reply) {
    ReplyLink route = route(link, request.replyTo());
    if (route != null) {
      route.send(Waiting.of(reply.write(request, style), reply));
    }
  }

  /**
   * Finds the link that a reply goes to: by its target address, by its name, else one of the same
   * session, else any of this node.
   */
  private @Nullable ReplyLink route(Receiver requests, @Nullable String replyTo) {
    if (replyTo != null) {
      for (ReplyLink candidate : replyLinks) {
        if (replyTo.equals(candidate.address()) || replyTo.equals(candidate.link.getName())) {
          return candidate;
        }
      }
    }
    for (ReplyLink candidate : replyLinks) {
      if (candidate.link.getSession() == requests.getSession()) {
        return candidate;
      }
    }
    return replyLinks.isEmpty() ? null : replyLinks.getLast();
  }

  @Override
  public String toString() {
    return node.grantPath();
  }

  /** A reply that waits for its turn. */
  private record Waiting(List<OutgoingMessage.Part> parts, Reply reply, long bytes) {
    /** Large bodies do not count: they are read as they go. */
    static Waiting of(List<OutgoingMessage.Part> parts, Reply reply) {
      long bytes = 0;
      for (OutgoingMessage.Part part : parts) {
        if (part instanceof OutgoingMessage.Bytes(ProtonBuffer buffer)) {
          bytes += buffer.getReadableBytes();
        }
      }
      return new Waiting(parts, reply, bytes);
    }
  }

  /** A link that takes replies, with those that wait for its credit. */
  private final class ReplyLink {
    private final Sender link;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Runnable resume = this::advance;
    private @Nullable OutgoingMessage outgoing;
    private long tags;

    ReplyLink(Sender link) {
      this.link = link;
    }

    @Nullable String address() {
      return link.getRole() == Role.SENDER && link.<Target>getRemoteTarget() != null
          ? link.<Target>getRemoteTarget().getAddress()
          : null;
    }

    void send(Waiting reply) {
      if (waiting.size() >= connection.settings().maxWaitingReplies()) {
        forget(this);
        BrokerConnection.end(
            link,
            new WireError(
                "amqp:resource-limit-exceeded", 403, "Too many replies wait for credit."));
        return;
      }
      waiting.add(reply);
      waitingBytes += reply.bytes();
      advance();
    }

    /** The link is gone, and with it what waits. */
    void drop() {
      waiting.forEach(reply -> waitingBytes -= reply.bytes());
      waiting.clear();
    }

    void advance() {
      while (!waiting.isEmpty() && link.isSendable()) {
        if (outgoing == null) {
          OutgoingDelivery transfer = link.next();
          transfer.setTag(ByteBuffer.allocate(Long.BYTES).putLong(tags++).array());
          transfer.settle();
          outgoing = new OutgoingMessage(connection, link, waiting.getFirst().parts(), resume);
        }
        if (!outgoing.write()) {
          return;
        }
        outgoing = null;
        Waiting sent = waiting.removeFirst();
        waitingBytes -= sent.bytes();
        sent.reply().sent();
        requestLinks.forEach(RequestNode.this::replenish);
      }
      if (link.isDraining() && waiting.isEmpty()) {
        link.drained();
      }
    }
  }
}
