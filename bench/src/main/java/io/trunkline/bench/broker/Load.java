package io.trunkline.bench.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The loads that a broker is put under. */
final class Load {
  private static final long WARM_UP_MILLIS = 1_000;

  /**
   * Senders wait while so many messages are accepted and not received: the queue is to stay short.
   */
  private static final long BACKLOG = 5_000;

  private static final long NO_LIMIT = Long.MAX_VALUE;
  private static final long PATIENCE_SECONDS = 60;

  private final Broker broker;

  Load(Broker broker) {
    this.broker = broker;
  }

  /**
   * What came out.
   *
   * @param perSecond messages
   * @param cpu seconds of the broker's processor time for 100,000 messages
   */
  record Outcome(double perSecond, double cpu) {
    static Outcome of(long messages, long nanos, Duration cpu) {
      return new Outcome(messages * 1e9 / nanos, cpu.toNanos() / 1e9 * 100_000 / messages);
    }
  }

  /** How long messages took from the time at which they were to be sent, in milliseconds. */
  record Latency(double p50, double p99, double p999, double cpu) {}

  /** A connection and the thread that works it. */
  private static final class Worker implements AutoCloseable {
    private final LoadConnection connection;
    private final Thread thread;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Worker(LoadConnection connection) {
      this.connection = connection;
      this.thread = Thread.ofPlatform().name("load").start(this::run);
    }

    private void run() {
      try {
        connection.run();
      } catch (IOException | RuntimeException e) {
        failure.set(e);
      }
    }

    void check() {
      Throwable cause = failure.get();
      if (cause != null) {
        throw new IllegalStateException("the load has failed", cause);
      }
    }

    @Override
    public void close() {
      connection.stop();
      try {
        thread.join();
        connection.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Sends so many messages, which stay in the queue. */
  Outcome send(long messages) throws IOException, InterruptedException {
    return send(broker.queue(), messages);
  }

  /** Sends so many messages to a queue and leaves them there. */
  Outcome send(String queue, long messages) throws IOException, InterruptedException {
    Sending sending = new Sending(broker.target(), queue, messages, 0);
    return timed(messages, sending::accepted, sending);
  }

  /** Receives so many messages, which are in the queue. */
  Outcome receive(long messages) throws IOException, InterruptedException {
    return take(messages, new Receiving(broker.target(), List.of(broker.queue()), 0));
  }

  /** Defers so many messages, which are in a queue. */
  Outcome defer(String queue, long messages) throws IOException, InterruptedException {
    return take(messages, Receiving.deferring(broker.target(), queue));
  }

  private Outcome take(long messages, Receiving receiving) throws InterruptedException {
    return timed(messages, receiving::total, receiving);
  }

  private Outcome timed(long messages, LongSupplier done, LoadConnection connection)
      throws InterruptedException {
    Duration cpu = broker.cpu();
    long start = System.nanoTime();
    try (Worker worker = new Worker(connection)) {
      await(() -> messages - done.getAsLong(), List.of(worker));
      return Outcome.of(messages, System.nanoTime() - start, broker.cpu().minus(cpu));
    }
  }

  /** Sends and receives at once, by so many pairs of connections. */
  Outcome both(int pairs, int seconds) throws IOException, InterruptedException {
    List<Sending> sending = new ArrayList<>();
    List<Receiving> receiving = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      receiving.add(new Receiving(broker.target(), List.of(broker.queue()), 0));
      sending.add(new Sending(broker.target(), broker.queue(), NO_LIMIT, 0));
    }
    return steady(sending, receiving, 1, seconds);
  }

  /** Publishes to a topic and receives from all its subscriptions; counts what comes out. */
  Outcome fanOut(int subscriptions, int seconds) throws IOException, InterruptedException {
    Receiving receiving =
        new Receiving(broker.target(), broker.subscriptions().apply(subscriptions), 0);
    Sending sending =
        new Sending(broker.target(), broker.topic().apply(subscriptions), NO_LIMIT, 0);
    return steady(List.of(sending), List.of(receiving), subscriptions, seconds);
  }

  /** Counts what is received in a time, and takes out what is left. */
  private Outcome steady(List<Sending> sending, List<Receiving> receiving, int copies, int seconds)
      throws InterruptedException {
    LongSupplier received = () -> receiving.stream().mapToLong(Receiving::total).sum();
    sending.forEach(
        sender ->
            sender.onlyWhile(
                () ->
                    copies * sending.stream().mapToLong(Sending::accepted).sum()
                            - received.getAsLong()
                        < BACKLOG));
    LongSupplier accepted = () -> copies * sending.stream().mapToLong(Sending::accepted).sum();
    List<Worker> receivers = receiving.stream().map(Worker::new).toList();
    List<Worker> senders = sending.stream().map(Worker::new).toList();
    try {
      TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
      Duration cpu = broker.cpu();
      long receivedBefore = received.getAsLong();
      long acceptedBefore = accepted.getAsLong();
      long start = System.nanoTime();
      TimeUnit.SECONDS.sleep(seconds);
      long messages =
          Math.min(received.getAsLong() - receivedBefore, accepted.getAsLong() - acceptedBefore);
      long nanos = System.nanoTime() - start;
      Outcome outcome = Outcome.of(messages, nanos, broker.cpu().minus(cpu));
      sending.forEach(Sending::pause);
      TimeUnit.MILLISECONDS.sleep(100);
      await(() -> accepted.getAsLong() - received.getAsLong(), both(receivers, senders));
      return outcome;
    } finally {
      both(receivers, senders).forEach(Worker::close);
    }
  }

  private static List<Worker> both(List<Worker> some, List<Worker> others) {
    List<Worker> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  /** Sends at a fixed rate and notes how long messages take. */
  Latency latency(int perSecond, int seconds) throws IOException, InterruptedException {
    Receiving receiving =
        new Receiving(broker.target(), List.of(broker.queue()), perSecond * seconds);
    Sending sending = new Sending(broker.target(), broker.queue(), NO_LIMIT, perSecond);
    long messages = (long) perSecond * seconds;
    try (Worker receiver = new Worker(receiving);
        Worker sender = new Worker(sending)) {
      TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
      Duration cpu = broker.cpu();
      receiving.measure();
      TimeUnit.SECONDS.sleep(seconds);
      double seconds100k = broker.cpu().minus(cpu).toNanos() / 1e9 * 100_000 / messages;
      sending.pause();
      TimeUnit.MILLISECONDS.sleep(100);
      await(() -> sending.accepted() - receiving.total(), List.of(receiver, sender));
      receiver.close();
      long[] sorted = receiving.latencies();
      Arrays.sort(sorted);
      return new Latency(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), seconds100k);
    }
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length))] / 1e6;
  }

  /** Waits until nothing is left, as long as the number left changes. */
  private static void await(LongSupplier left, List<Worker> workers) throws InterruptedException {
    long last = Long.MIN_VALUE;
    long changedAt = System.nanoTime();
    while (true) {
      long now = left.getAsLong();
      if (now <= 0) {
        return;
      }
      workers.forEach(Worker::check);
      if (now != last) {
        last = now;
        changedAt = System.nanoTime();
      } else if (System.nanoTime() - changedAt > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new IllegalStateException(now + " messages did not come");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
