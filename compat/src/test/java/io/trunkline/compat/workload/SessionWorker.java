package io.trunkline.compat.workload;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import io.trunkline.compat.history.Operation.AcceptSession;
import io.trunkline.compat.history.Operation.CloseReceiver;
import io.trunkline.compat.history.Operation.GetState;
import io.trunkline.compat.history.Operation.SetState;
import io.trunkline.compat.history.Outcome;
import io.trunkline.compat.history.Recorder;
import io.trunkline.compat.history.Settlement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a session, and for each of its messages first sets the state of the session and then
 * completes the message, as one does who keeps a conversation.
 */
public final class SessionWorker extends Workload {
  private static final int BATCH = 3;
  private static final int BATCHES = 3;

  /** Versions of states of all sessions; one counter, so that they are distinct. */
  private static final AtomicLong VERSIONS = new AtomicLong();

  private final Recorder recorder;
  private final String queue;
  private final Deliveries deliveries;
  private final Roaming<ServiceBusSessionReceiverClient> sessions;
  private int accepted;

  public SessionWorker(Surroundings surroundings, String name, int first, String queue) {
    super(name, 10);
    this.recorder = surroundings.recorder();
    this.queue = queue;
    this.deliveries = new Deliveries(recorder, queue);
    this.sessions =
        new Roaming<>(
            surroundings.nodes(),
            first,
            node ->
                Surroundings.messaging(node, 0)
                    .sessionReceiver()
                    .queueName(queue)
                    .disableAutoComplete()
                    .maxAutoLockRenewDuration(Duration.ZERO)
                    .buildClient());
  }

  @Override
  void round() {
    String client = name() + "#" + ++accepted;
    Instant invoked = recorder.now();
    @Nullable ServiceBusReceiverClient receiver = null;
    boolean fine = false;
    try {
      receiver = sessions.client().acceptNextSession();
      String session = receiver.getSessionId();
      recorder.add(client, new AcceptSession(queue, session), invoked, Outcome.OK);
      fine = converse(client, session, receiver);
    } catch (RuntimeException e) {
      // no session has messages, or the node does not answer
    }
    recorder.add(client, new CloseReceiver(queue), recorder.now(), Outcome.UNKNOWN);
    if (fine) {
      receiver.close();
    } else {
      sessions.leave();
    }
  }

  /** Returns whether the node answered to the end. */
  private boolean converse(String client, String session, ServiceBusReceiverClient receiver) {
    Instant invoked = recorder.now();
    byte[] state = receiver.getSessionState();
    long version =
        state == null || state.length == 0
            ? 0
            : Long.parseLong(new String(state, StandardCharsets.US_ASCII));
    recorder.add(client, new GetState(queue, session, version), invoked, Outcome.OK);
    for (int batch = 0; batch < BATCHES; batch++) {
      for (ServiceBusReceivedMessage message : deliveries.receive(client, receiver, BATCH)) {
        long next = VERSIONS.incrementAndGet();
        Outcome set =
            recorder.attempt(
                client,
                new SetState(queue, session, next),
                () ->
                    receiver.setSessionState(
                        Long.toString(next).getBytes(StandardCharsets.US_ASCII)));
        if (set != Outcome.OK
            || deliveries.settle(client, receiver, message, Settlement.COMPLETE) != Outcome.OK) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  void end() {
    sessions.close();
  }
}
