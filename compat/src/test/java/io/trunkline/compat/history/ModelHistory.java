package io.trunkline.compat.history;

import io.trunkline.compat.history.Operation.AcceptSession;
import io.trunkline.compat.history.Operation.Cancel;
import io.trunkline.compat.history.Operation.CloseReceiver;
import io.trunkline.compat.history.Operation.Counted;
import io.trunkline.compat.history.Operation.Deliver;
import io.trunkline.compat.history.Operation.Fault;
import io.trunkline.compat.history.Operation.FinishRun;
import io.trunkline.compat.history.Operation.GetResource;
import io.trunkline.compat.history.Operation.GetState;
import io.trunkline.compat.history.Operation.Left;
import io.trunkline.compat.history.Operation.Publish;
import io.trunkline.compat.history.Operation.PutResource;
import io.trunkline.compat.history.Operation.Receive;
import io.trunkline.compat.history.Operation.Schedule;
import io.trunkline.compat.history.Operation.Send;
import io.trunkline.compat.history.Operation.SetState;
import io.trunkline.compat.history.Operation.Settle;
import io.trunkline.compat.history.Operation.StartRun;
import io.trunkline.compat.history.Operation.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes histories that a correct service could show: clients do random things with a small model of
 * the service, answers get lost, locks run out, faults end them.
 */
final class ModelHistory {
  static final String QUEUE = "orders";
  static final String SESSIONS = "conversations";
  static final String WORKFLOW = "accept-order";
  static final String TOPIC = "notices";
  static final Duration LOCK = Duration.ofSeconds(30);
  private static final Map<String, QueueTraits> TRAITS =
      Map.of(QUEUE, new QueueTraits(LOCK, true), SESSIONS, new QueueTraits(LOCK, false));
  private static final Set<String> SUBSCRIPTIONS = Set.of("audit", "billing");

  private static final class Message {
    final String id;
    final @Nullable String session;
    long number;
    Place place;
    long deliveryCount;
    String token = "";
    Instant lockedUntil = Instant.MIN;
    @Nullable String holder;

    Message(String id, @Nullable String session, long number, Place place) {
      this.id = id;
      this.session = session;
      this.number = number;
      this.place = place;
    }
  }

  private record Due(Message message, Instant at) {}

  private final Random random;
  private final List<Event> events = new ArrayList<>();
  private final Map<String, List<Message>> queues = new HashMap<>();
  private final List<Due> scheduled = new ArrayList<>();
  private final Map<String, Long> registers = new HashMap<>();
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private long last;

  private ModelHistory(Random random) {
    this.random = random;
    for (String queue :
        List.of(QUEUE, SESSIONS, History.deadLetter(QUEUE), History.deadLetter(SESSIONS))) {
      queues.put(queue, new ArrayList<>());
    }
  }

  /** Makes a history of about {@code steps} things done. */
  static History random(long seed, int steps) {
    ModelHistory model = new ModelHistory(new Random(seed));
    for (int i = 0; i < steps; i++) {
      model.step();
    }
    model.end();
    return new History(TRAITS, Map.of(TOPIC, SUBSCRIPTIONS), model.events);
  }

  private void step() {
    tick(random.nextInt(10) == 0 ? LOCK.plusSeconds(1).toMillis() : 1 + random.nextInt(3_000));
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> send();
      case 3, 4 -> receive();
      case 5 -> settleHeld();
      case 6 -> schedule();
      case 7 -> session();
      case 8 -> resource();
      case 9 -> run();
      case 10 -> publish();
      default -> fault();
    }
  }

  private void tick(long millis) {
    now = now.plusMillis(millis);
    for (Due due : List.copyOf(scheduled)) {
      if (!due.at().isAfter(now)) {
        scheduled.remove(due);
        due.message().place = Place.ACTIVE;
        due.message().number = ++last;
      }
    }
  }

  /** Returns whether the operation had its effect, after writing down what the client knows. */
  private boolean happens(String client, Operation operation) {
    Instant invoked = now;
    tick(1 + random.nextInt(50));
    int fate = random.nextInt(20);
    Outcome outcome = fate == 0 ? Outcome.FAILED : fate < 4 ? Outcome.UNKNOWN : Outcome.OK;
    events.add(new Event(client, operation, invoked, outcome, now));
    return outcome == Outcome.OK || (outcome == Outcome.UNKNOWN && random.nextBoolean());
  }

  private void note(String client, Operation operation) {
    tick(1);
    Instant invoked = now;
    tick(1);
    events.add(new Event(client, operation, invoked, Outcome.OK, now));
  }

  private void send() {
    if (random.nextInt(3) == 0) {
      String session = "s" + random.nextInt(2);
      String id = "m" + ++last;
      if (happens("session-sender", new Send(SESSIONS, id, session))) {
        queues.get(SESSIONS).add(new Message(id, session, ++last, Place.ACTIVE));
      }
      return;
    }
    String id = "m" + ++last;
    boolean stored = false;
    for (int tries = 1 + random.nextInt(2); tries > 0; tries--) {
      if (happens("sender", new Send(QUEUE, id, null)) && !stored) {
        stored = true;
        queues.get(QUEUE).add(new Message(id, null, ++last, Place.ACTIVE));
      }
    }
  }

  private void receive() {
    String queue = random.nextInt(4) == 0 ? History.deadLetter(QUEUE) : QUEUE;
    String client = "receiver-" + random.nextInt(3);
    queues.get(queue).stream()
        .filter(it -> it.place == Place.ACTIVE && it.lockedUntil.isBefore(now))
        .findFirst()
        .ifPresent(message -> deliver(client, queue, message, now.plus(LOCK)));
  }

  private void deliver(String client, String queue, Message message, Instant until) {
    message.token = "t" + ++last;
    message.lockedUntil = until;
    message.holder = client;
    note(
        client,
        new Receive(
            queue,
            message.id,
            message.session,
            message.number,
            message.token,
            until,
            message.deliveryCount));
  }

  private void settleHeld() {
    String queue = random.nextInt(4) == 0 ? History.deadLetter(QUEUE) : QUEUE;
    queues.get(queue).stream()
        .filter(it -> it.holder != null && it.lockedUntil.isAfter(now))
        .findFirst()
        .ifPresent(message -> settle(queue, message, how(queue)));
  }

  private Settlement how(String queue) {
    Settlement[] all = Settlement.values();
    Settlement how = all[random.nextInt(all.length)];
    return how == Settlement.DEAD_LETTER && !queue.equals(QUEUE) ? Settlement.COMPLETE : how;
  }

  private boolean settle(String queue, Message message, Settlement how) {
    String client = Optional.ofNullable(message.holder).orElseThrow();
    Settle operation = new Settle(queue, message.id, message.number, message.token, how);
    boolean done = happens(client, operation);
    message.holder = null;
    if (!done) {
      return false; // the lock runs out
    }
    message.lockedUntil = Instant.MIN;
    switch (how) {
      case COMPLETE -> queues.get(queue).remove(message);
      case ABANDON -> message.deliveryCount++;
      case DEFER -> message.place = Place.DEFERRED;
      case DEAD_LETTER -> {
        queues.get(queue).remove(message);
        queues
            .get(History.deadLetter(queue))
            .add(new Message(message.id, message.session, ++last, Place.ACTIVE));
      }
    }
    return true;
  }

  private void schedule() {
    if (random.nextInt(4) == 0 && !scheduled.isEmpty()) {
      Due due = scheduled.getFirst();
      if (due.at().isAfter(now.plusSeconds(1))
          && happens("scheduler", new Cancel(QUEUE, due.message().id))) {
        scheduled.remove(due);
        queues.get(QUEUE).remove(due.message());
      }
      return;
    }
    String id = "m" + ++last;
    Instant at = now.plusSeconds(1 + random.nextInt(120));
    if (happens("scheduler", new Schedule(QUEUE, id, at))) {
      Message message = new Message(id, null, ++last, Place.SCHEDULED);
      queues.get(QUEUE).add(message);
      scheduled.add(new Due(message, at));
    }
  }

  /** A receiver accepts a session, works on its messages in order, and closes. */
  private void session() {
    String session = "s" + random.nextInt(2);
    String client = "session-receiver-" + ++last;
    String register = SESSIONS + session;
    note(client, new AcceptSession(SESSIONS, session));
    Instant until = now.plus(LOCK);
    note(client, new GetState(SESSIONS, session, registers.getOrDefault(register, 0L)));
    for (Message message :
        queues.get(SESSIONS).stream().filter(it -> session.equals(it.session)).limit(3).toList()) {
      deliver(client, SESSIONS, message, until);
      long version = ++last;
      // a lost answer ends the work: the version may come into being later, or never
      if (!write(client, register, new SetState(SESSIONS, session, version), version)
          || !settle(SESSIONS, message, Settlement.COMPLETE)) {
        break;
      }
    }
    note(client, new CloseReceiver(SESSIONS));
  }

  private boolean write(String client, String register, Operation operation, long version) {
    boolean done = happens(client, operation);
    if (done) {
      registers.put(register, version);
    }
    return done;
  }

  private void resource() {
    String resource = "queues/q" + random.nextInt(2);
    long version = ++last;
    write("administrator", resource, new PutResource(resource, version), version);
    note("reader", new GetResource(resource, registers.getOrDefault(resource, 0L)));
  }

  private void run() {
    String key = "r" + ++last;
    if (happens("shop", new StartRun(WORKFLOW, key))) {
      for (int calls = 1 + random.nextInt(2); calls > 0; calls--) {
        note("service", new Step(WORKFLOW, key, "fulfil", "call-of-" + key));
      }
      note("auditor", new FinishRun(WORKFLOW, key));
    }
  }

  private void publish() {
    String id = "e" + ++last;
    if (happens("publisher", new Publish(TOPIC, id))) {
      SUBSCRIPTIONS.forEach(subscriber -> note(subscriber, new Deliver(TOPIC, subscriber, id)));
    }
  }

  /** Locks are gone, and nobody is told. */
  private void fault() {
    Instant invoked = now;
    tick(1_000);
    for (List<Message> messages : queues.values()) {
      for (Message message : messages) {
        message.lockedUntil = Instant.MIN;
        message.holder = null;
      }
    }
    events.add(new Event("faults", new Fault("kill"), invoked, Outcome.OK, now));
  }

  private void end() {
    tick(LOCK.toMillis());
    scheduled.clear(); // whatever is due later: looking takes no time
    queues.forEach(
        (queue, messages) -> {
          for (Message message : messages) {
            note("auditor", new Left(queue, message.id, message.number, message.place));
          }
          long later = messages.stream().filter(it -> it.place == Place.SCHEDULED).count();
          note("auditor", new Counted(queue, Place.SCHEDULED, later));
          note("auditor", new Counted(queue, Place.ACTIVE, messages.size() - later));
        });
  }
}
