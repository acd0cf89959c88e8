package io.trunkline.compat.workload;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.trunkline.compat.history.Operation.Send;
import io.trunkline.compat.history.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message after the other, each with an id of its own, to a queue or into one session of
 * it.
 */
public final class MessageSender extends Workload {
  private final Surroundings surroundings;
  private final String queue;
  private final @Nullable String session;
  private final Roaming<ServiceBusSenderClient> sender;
  private long sent;

  /**
   * Makes a sender that has not begun.
   *
   * @param first index of the node to begin with
   * @param retries how often the client itself repeats a send: only where duplicates are detected
   */
  public MessageSender(
      Surroundings surroundings,
      String name,
      int first,
      String queue,
      @Nullable String session,
      int retries) {
    super(name, 100);
    this.surroundings = surroundings;
    this.queue = queue;
    this.session = session;
    this.sender =
        new Roaming<>(
            surroundings.nodes(),
            first,
            node -> Surroundings.messaging(node, retries).sender().queueName(queue).buildClient());
  }

  @Override
  void round() {
    String id = name() + "-" + ++sent;
    ServiceBusMessage message = new ServiceBusMessage(id).setMessageId(id);
    if (session != null) {
      message.setSessionId(session);
    }
    Outcome outcome =
        surroundings
            .recorder()
            .attempt(
                name(), new Send(queue, id, session), () -> sender.client().sendMessage(message));
    if (outcome != Outcome.OK) {
      sender.leave();
    }
  }

  @Override
  void end() {
    sender.close();
  }
}
