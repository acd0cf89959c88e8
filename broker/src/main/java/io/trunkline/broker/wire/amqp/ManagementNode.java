package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.MessageSink;
import io.trunkline.broker.service.MessageSource;
import io.trunkline.broker.service.SubscriptionRules;
import io.trunkline.broker.service.Transaction;
import io.trunkline.identity.Caller;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.protonj2.engine.Session;
import org.apache.qpid.protonj2.types.Binary;
import org.apache.qpid.protonj2.types.Symbol;

/**
 * The {@code $management} node of an entity ({@code reference/service-bus.md §8}): finds what an
 * operation is about and who asks for it.
 */
final class ManagementNode implements RequestHandler {
  private static final String PREFIX = "com.microsoft:";
  private final BrokerConnection connection;
  private final NodeAddress.Management node;

  ManagementNode(BrokerConnection connection, NodeAddress.Management node) {
    this.connection = connection;
    this.node = node;
  }

  @Override
  public CompletableFuture<Reply> answer(Request request) {
    Object named = request.properties().get("operation");
    String operation = named instanceof Symbol || named instanceof String ? named.toString() : "";
    if (!operation.startsWith(PREFIX)) {
      throw unknown(operation);
    }
    String associated = request.text("associated-link-name");
    if (associated != null) {
      connection.use(associated);
    }
    Arguments arguments = Arguments.of(request.body());
    String name = operation.substring(PREFIX.length());
    if (request.transaction() != null && !name.equals("renew-lock")) {
      return answer(name, arguments, join(request.session(), request.transaction()));
    }
    return switch (name) {
      case "peek-message" -> MessageOperations.peek(source(), arguments);
      case "receive-by-sequence-number" -> MessageOperations.receiveDeferred(source(), arguments);
      case "renew-lock" -> MessageOperations.renew(source(), arguments);
      case "update-disposition" -> MessageOperations.settle(source(), arguments);
      case "batch-delete-messages" -> MessageOperations.delete(source(), arguments);
      case "schedule-message" -> MessageOperations.schedule(sink(), connection.reader(), arguments);
      case "cancel-scheduled-message" -> MessageOperations.cancel(sink(), arguments);
      case "renew-session-lock" -> SessionOperations.renew(source(), arguments);
      case "get-session-state" -> SessionOperations.state(source(), arguments);
      case "set-session-state" -> SessionOperations.setState(source(), arguments);
      case "get-message-sessions" -> SessionOperations.list(source(), arguments);
      case "add-rule" -> RuleOperations.add(rules(), arguments);
      case "remove-rule" -> RuleOperations.remove(rules(), arguments);
      case "enumerate-rules" -> RuleOperations.list(rules(), arguments);
      default -> throw unknown(operation);
    };
  }

  private Transaction join(Session session, Binary id) {
    return connection.transactions().join(id, session, node.entity());
  }

  /** Answers what may happen in a transaction (§9.2). */
  private CompletableFuture<Reply> answer(
      String name, Arguments arguments, Transaction transaction) {
    return switch (name) {
      case "update-disposition" -> MessageOperations.settle(source(), arguments, transaction);
      case "schedule-message" ->
          MessageOperations.schedule(sink(), connection.reader(), arguments, transaction);
      default ->
          throw new BrokerException(
              BrokerError.NOT_ALLOWED, "'" + name + "' cannot be part of a transaction.");
    };
  }

  private MessageSource source() {
    return connection.namespace().source(caller(AccessRight.LISTEN), node.entity());
  }

  private MessageSink sink() {
    return connection.namespace().sink(caller(AccessRight.SEND), node.entity());
  }

  private SubscriptionRules rules() {
    AccessRight right =
        connection.claims().covers(node, node.entity(), AccessRight.MANAGE)
            ? AccessRight.MANAGE
            : AccessRight.LISTEN;
    return connection.namespace().rules(caller(right), node.entity());
  }

  private Caller caller(AccessRight right) {
    return connection.claims().caller(node, node.entity(), right);
  }

  private static BrokerException unknown(String operation) {
    return new BrokerException(
        BrokerError.NOT_IMPLEMENTED, "The operation '" + operation + "' is not supported.");
  }
}
