package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard on this node: a thread, a mailbox, and what one turn of that thread does.
 *
 * <pre>
 *   submit ─encode─▶ mailbox ─▶ command queue ──append──▶ log ──committed──▶ mailbox
 *                                                                               │
 *   reply ◀── timers, outbox, effects ◀── write to the store ◀── apply each ◀───┘
 * </pre>
 *
 * A fault below the state machine (the store cannot be written, an entry cannot be read) stops the
 * shard: it must not go on with a state that differs from the log's.
 *
 * @param <C> the commands of the shard's machine
 */
public final class ShardRuntime<C extends Command<?>> implements Shard<C>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardRuntime.class);

  private final ShardId id;
  private final StateMachine<C> machine;
  private final ShardEffects<C> effects;
  private final ReplicatedLog log;
  private final StateStore storage;
  private final ShardEnvironment environment;
  private final InstantSource clock;
  private final ShardState state;
  private final Applier<C> applier;
  private final Mailbox mailbox = new Mailbox();
  private final Admission admission;
  private final KernelMetrics.OfShard metrics;
  private final CommandQueue queue;
  private final Alarms alarms = new Alarms();
  private final Timers<C> timers;
  private final Outbox<C> outbox;
  private final Thread thread;
  private final CompletableFuture<Shard<C>> firstLeading = new CompletableFuture<>();
  private boolean leading;
  private long turns;
  private volatile boolean stopped;

  /**
   * Prepares a shard; {@link #start} starts it. The runtime closes {@code log} and {@code storage}.
   */
  public ShardRuntime(
      ShardId id,
      StateMachine<C> machine,
      ShardEffects<C> effects,
      ReplicatedLog log,
      StateStore storage,
      ShardEnvironment environment) {
    this.id = id;
    this.machine = machine;
    this.effects = effects;
    this.log = log;
    this.storage = storage;
    this.environment = environment;
    this.clock = environment.clock();
    this.state = new ShardState(storage);
    this.applier = new Applier<>(id, machine, state);
    this.admission = new Admission(environment.limits());
    long writer = environment.ids().uuid().getMostSignificantBits();
    Backoff backoff = new Backoff(environment.limits(), clock);
    this.timers = new Timers<>(id, effects, this::submitOwn, alarms, backoff);
    this.outbox = new Outbox<>(id, state, effects, this::submitOwn, mailbox, alarms, backoff);
    this.metrics = environment.metrics().shard(id, admission::commands, outbox::size);
    this.queue = new CommandQueue(environment.limits(), metrics, writer, this::append);
    this.thread = Thread.ofPlatform().name("shard " + id).daemon().unstarted(this::run);
  }

  /** Starts the shard; completes once it leads, or fails once it has stopped without. */
  public CompletableFuture<Shard<C>> start() {
    thread.start();
    return firstLeading;
  }

  @Override
  public ShardId id() {
    return id;
  }

  @Override
  @SuppressWarnings("unchecked") // the contract of StateMachine.apply: the reply is an R
  public <R> CompletableFuture<R> submit(Command<R> command) {
    byte[] bytes;
    try {
      bytes = machine.codec().encode((C) command);
    } catch (RuntimeException fault) {
      return CompletableFuture.failedFuture(fault);
    }
    int maxBytes = environment.limits().maxCommandBytes();
    if (bytes.length > maxBytes) {
      return CompletableFuture.failedFuture(
          new RejectedException(
              "a command of " + bytes.length + " bytes; the limit is " + maxBytes + " bytes"));
    }
    if (!admission.enter(bytes.length)) {
      return CompletableFuture.failedFuture(
          new ShardUnavailableException(
              "shard " + id + " has as many commands waiting as it may; try again later"));
    }
    CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    Submission submission = submission(bytes, reply, () -> admission.leave(bytes.length));
    if (!mailbox.post(() -> enqueue(submission))) {
      submission.fail(notServing());
    }
    return (CompletableFuture<R>) reply;
  }

  @Override
  public <R> CompletableFuture<R> query(Supplier<R> query) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    Runnable task = () -> answer(query, answer);
    if (onShardThread()) {
      task.run();
    } else if (!mailbox.post(task)) {
      answer.completeExceptionally(notServing());
    }
    return answer;
  }

  @Override
  public void execute(Runnable task) {
    mailbox.post(
        () -> {
          if (leading) {
            guarded("task", task);
          }
        });
  }

  @Override
  public boolean onShardThread() {
    return Thread.currentThread() == thread;
  }

  @Override
  public Store store() {
    if (!onShardThread()) {
      throw new IllegalStateException("the store of shard " + id + " is read on its thread only");
    }
    return state.room();
  }

  /** Has the shard look at its clock: called when an injected clock was moved. */
  public void clockAdvanced() {
    mailbox.wake();
  }

  /**
   * Says whether the shard has nothing to do now: no command waits, no timer is due, no delivery
   * runs.
   *
   * @return completes on the shard's thread with the number of messages it has seen, or with -1
   *     where it is busy
   */
  public CompletableFuture<Long> quietSince() {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    Runnable probe =
        () -> {
          turns--;
          boolean due = alarms.millisToNext(clock.millis()) == 0;
          answer.complete(queue.isEmpty() && !outbox.isBusy() && !due ? turns : -1L);
        };
    if (!mailbox.post(probe)) {
      answer.complete(0L);
    }
    return answer;
  }

  /**
   * Stops the shard and waits for its thread. Commands that wait fail; nothing committed is lost.
   */
  @Override
  public void close() {
    stopped = true;
    mailbox.wake();
    if (!onShardThread()) {
      joinUninterruptibly();
    }
  }

  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ----- the shard's thread -----

  private void run() {
    try {
      applier.restore();
      guarded("restored", effects::restored);
      log.start(applier.progress().position(), new FromLog());
      ArrayDeque<Runnable> messages = new ArrayDeque<>();
      while (!stopped) {
        messages = mailbox.take(messages, millisToWait());
        for (Runnable message = messages.poll(); message != null; message = messages.poll()) {
          turns++;
          message.run();
        }
        if (leading) {
          turn();
        }
      }
    } catch (Throwable fault) {
      LOG.error("Shard {} has stopped; restart the node once the cause is removed", id, fault);
      firstLeading.completeExceptionally(
          new ShardUnavailableException("shard " + id + " has stopped: " + fault, false, fault));
    } finally {
      stop();
    }
  }

  private void turn() {
    long now = clock.millis();
    while (!queue.isFull() && alarms.runNext(now)) {
      turns++;
    }
    outbox.deliverReady();
    queue.appendWaiting(now);
  }

  private long millisToWait() {
    return leading && !queue.isFull() ? alarms.millisToNext(clock.millis()) : Alarms.LONGEST_WAIT;
  }

  private void stop() {
    stopped = true;
    if (leading) {
      follow();
    }
    ArrayDeque<Runnable> left = mailbox.close();
    left.forEach(Runnable::run);
    queue.failAll("shard " + id + " has stopped");
    firstLeading.completeExceptionally(notServing());
    log.close();
    storage.close();
  }

  private void enqueue(Submission submission) {
    if (leading) {
      queue.add(submission);
    } else {
      submission.fail(notServing());
    }
  }

  /** Submits a command of the kernel's own making, outside the limits of back-pressure. */
  private CompletionStage<?> submitOwn(C command) {
    CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
    enqueue(submission(machine.codec().encode(command), reply, () -> {}));
    return reply;
  }

  private Submission submission(
      byte[] bytes, CompletableFuture<@Nullable Object> reply, Runnable release) {
    return new Submission(bytes, metrics.time(), reply, release);
  }

  private void append(long number, byte[] entry) {
    log.append(entry)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                mailbox.post(() -> queue.failed(number, failure));
              }
            });
  }

  private void apply(LogPosition position, byte[] bytes) {
    if (applier.isApplied(position)) {
      return;
    }
    LogEntry entry = LogEntry.decode(bytes);
    long committedAt = metrics.time();
    List<CommandResult> results = applier.apply(position, entry);
    int refusals = (int) results.stream().filter(result -> result.failure() != null).count();
    metrics.applied(results.size(), refusals, committedAt);
    results.forEach(this::tellReplica);
    if (leading) {
      List<Submission> submissions = queue.committed(entry, committedAt);
      for (int i = 0; i < results.size(); i++) {
        CommandResult result = results.get(i);
        result.changes().forEach(this::lead);
        if (submissions != null) {
          answer(submissions.get(i), result);
        }
      }
    }
  }

  private void tellReplica(CommandResult result) {
    for (Change change : result.changes()) {
      if (change instanceof Change.Emitted emitted) {
        guarded("applied effect", () -> effects.applied(emitted.effect()));
      }
    }
  }

  private void lead(Change change) {
    switch (change) {
      case Change.TimerSet timer -> timers.set(timer.key(), timer.dueAt());
      case Change.TimerCancelled timer -> timers.cancel(timer.key());
      case Change.OutboxAdded added -> outbox.add(added.id());
      case Change.OutboxFinished finished -> outbox.finish(finished.id());
      case Change.Emitted emitted -> guarded("effect", () -> effects.committed(emitted.effect()));
    }
  }

  private static void answer(Submission submission, CommandResult result) {
    if (result.failure() == null) {
      submission.succeed(result.reply());
    } else {
      submission.fail(result.failure());
    }
  }

  private <R> void answer(Supplier<R> query, CompletableFuture<R> answer) {
    if (!leading) {
      answer.completeExceptionally(notServing());
      return;
    }
    R result;
    try {
      result = query.get();
    } catch (RuntimeException fault) {
      answer.completeExceptionally(fault);
      return;
    }
    answer.complete(result);
  }

  private void startLeading() {
    if (leading || stopped) {
      return;
    }
    leading = true;
    guarded("leading", () -> effects.leading(this));
    state.eachTimer(timers::set);
    state.eachOutboxId(outbox::add);
    firstLeading.complete(this);
  }

  private void follow() {
    if (leading) {
      leading = false;
      timers.clear();
      outbox.clear();
      alarms.clear();
      queue.failAll("shard " + id + " does not lead any more");
      guarded("following", effects::following);
    }
  }

  /** Runs a room's code: its faults are logged and do not stop the shard. */
  private void guarded(String what, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException fault) {
      LOG.error("Shard {}: a fault in the room's {}", id, what, fault);
    }
  }

  private ShardUnavailableException notServing() {
    return new ShardUnavailableException("shard " + id + " does not lead or has stopped");
  }

  /** Brings what the log says onto the shard's thread. */
  private final class FromLog implements ReplicatedLog.Listener {
    @Override
    public CompletableFuture<Void> committed(LogPosition position, byte[] entry) {
      CompletableFuture<Void> applied = new CompletableFuture<>();
      post(
          () -> {
            if (stopped) {
              applied.completeExceptionally(notServing());
              return;
            }
            apply(position, entry);
            applied.complete(null);
          },
          applied);
      return applied;
    }

    @Override
    public void leading() {
      mailbox.post(ShardRuntime.this::startLeading);
    }

    @Override
    public void following() {
      mailbox.post(ShardRuntime.this::follow);
    }

    @Override
    public LogPosition persist() {
      // The position first: what is written meanwhile only makes more durable than is said.
      CompletableFuture<LogPosition> applied = new CompletableFuture<>();
      post(() -> applied.complete(applier.progress().position()), applied);
      LogPosition position = applied.join();
      state.persist();
      return position;
    }

    @Override
    public void failed(Throwable cause) {
      mailbox.post(
          () -> {
            throw new IllegalStateException("the log has failed: " + cause.getMessage(), cause);
          });
    }

    private void post(Runnable message, CompletableFuture<?> done) {
      if (!mailbox.post(message)) {
        done.completeExceptionally(notServing());
      }
    }
  }
}
