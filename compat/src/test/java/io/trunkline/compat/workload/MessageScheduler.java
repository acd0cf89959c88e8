package io.trunkline.compat.workload;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.trunkline.compat.history.Operation.Cancel;
import io.trunkline.compat.history.Operation.Schedule;
import io.trunkline.compat.history.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Schedules messages for soon, and some for much later that it cancels. */
public final class MessageScheduler extends Workload {
  private static final Duration MUCH_LATER = Duration.ofHours(1);

  private final Surroundings surroundings;
  private final String queue;
  private final Random random;
  private final Roaming<ServiceBusSenderClient> sender;
  private long scheduled;

  public MessageScheduler(
      Surroundings surroundings, String name, int first, String queue, Random random) {
    super(name, 250);
    this.surroundings = surroundings;
    this.queue = queue;
    this.random = random;
    this.sender =
        new Roaming<>(
            surroundings.nodes(),
            first,
            node -> Surroundings.messaging(node, 0).sender().queueName(queue).buildClient());
  }

  @Override
  void round() {
    String id = name() + "-" + ++scheduled;
    boolean cancel = random.nextInt(4) == 0;
    Duration wait = cancel ? MUCH_LATER : Duration.ofMillis(500 + random.nextInt(7_000));
    Instant due = Instant.ofEpochMilli(surroundings.recorder().now().plus(wait).toEpochMilli());
    AtomicLong number = new AtomicLong();
    Outcome outcome =
        surroundings
            .recorder()
            .attempt(
                name(),
                new Schedule(queue, id, due),
                () ->
                    number.set(
                        sender
                            .client()
                            .scheduleMessage(
                                new ServiceBusMessage(id).setMessageId(id),
                                due.atOffset(ZoneOffset.UTC))));
    if (outcome == Outcome.OK && cancel) {
      outcome =
          surroundings
              .recorder()
              .attempt(
                  name(),
                  new Cancel(queue, id),
                  () -> sender.client().cancelScheduledMessage(number.get()));
    }
    if (outcome != Outcome.OK) {
      sender.leave();
    }
  }

  @Override
  void end() {
    sender.close();
  }
}
