package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Measures brokers one after the other, several rounds, and prints one table. */
public final class BrokerBench {
  private static final Trunkline OWN = new Trunkline();
  private static final List<Contender> CONTENDERS =
      List.of(new Limit(), OWN, new Artemis(), new Qpid(), new Rabbit());
  private static final int RATE = 2_000;
  private static final int PIECES = 5;

  private final Options options;
  private final Table table = new Table(OWN.name(), Limit.NAME);

  private BrokerBench(Options options) {
    this.options = options;
  }

  /** See the README for the options. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BrokerBench bench = new BrokerBench(Options.of(arguments));
    for (Contender contender : CONTENDERS) {
      if (bench.options.wants(contender)) {
        bench.measure(contender);
      }
    }
    System.out.print(bench.table);
  }

  private void measure(Contender contender) throws IOException, InterruptedException {
    Path directory = options.directory().resolve(contender.name().toLowerCase(Locale.ROOT));
    Files.createDirectories(directory);
    try (Broker broker = contender.start(directory, options.heap())) {
      broker.awaitReady();
      System.err.println(broker.name() + " runs, process " + broker.process().pid());
      Load load = new Load(broker);
      load.both(1, options.warmUp());
      if (options.wants("latency")) {
        load.latency(RATE, options.warmUp() / 2); // single messages take another way
      }
      for (int round = 0; round < options.rounds(); round++) {
        round(broker, load);
      }
      if (options.backlog() > 0 && !broker.name().equals(Limit.NAME)) {
        backlog(broker, load);
      }
      if (options.neighbours() > 0 && broker.name().equals(OWN.name())) {
        neighbours(broker.name(), load);
      }
    } catch (IOException | IllegalStateException e) {
      System.err.println(
          contender.name()
              + " does not take part: "
              + e
              + (e.getCause() == null ? "" : ", since " + e.getCause()));
    }
  }

  private void round(Broker broker, Load load) throws IOException, InterruptedException {
    String name = broker.name();
    if (options.wants("send")) {
      table.add("send only", name, load.send(options.messages()));
      table.add("receive only", name, load.receive(options.messages()));
    }
    for (int pairs : new int[] {1, 4}) {
      String row = "both, %d pair%s".formatted(pairs, pairs == 1 ? "" : "s");
      if (options.wants(row)) {
        table.add(row, name, load.both(pairs, options.seconds()));
      }
    }
    if (options.wants("latency")) {
      table.add("latency at 2,000/s", name, load.latency(RATE, options.seconds()));
    }
    for (int subscriptions : Contender.SUBSCRIPTIONS) {
      String row = "fan-out to " + subscriptions;
      if (options.wants(row) && !broker.subscriptions().apply(subscriptions).isEmpty()) {
        table.add(row, name, load.fanOut(subscriptions, options.seconds()));
      }
    }
    if (options.wants("azure sdk") && broker.name().equals(OWN.name())) {
      AzureLoad azure = new AzureLoad(broker);
      table.add("Azure SDK for Java, sends", name, azure.send(options.seconds()));
      table.add("Azure SDK for Java, receives", name, azure.receive(options.seconds()));
    }
  }

  /** Measures the queue while others are full of what nobody is to get. */
  private void neighbours(String name, Load load) throws IOException, InterruptedException {
    int count = options.neighbours();
    table.add("both, 1 pair, alone", name, load.both(1, options.seconds()));
    load.send(Trunkline.EXPIRING, count);
    String expire = "both, 1 pair, while %,d expire beside".formatted(count);
    table.add(expire, name, load.both(1, options.seconds()));
    load.send(Trunkline.DEFERRING, count);
    load.defer(Trunkline.DEFERRING, count);
    String deferred = "both, 1 pair, beside %,d deferred".formatted(count);
    table.add(deferred, name, load.both(1, options.seconds()));
  }

  /** Fills the queue piece by piece, and measures it full. */
  private void backlog(Broker broker, Load load) throws IOException, InterruptedException {
    String name = broker.name();
    long empty = broker.heapUsed();
    int piece = options.backlog() / PIECES;
    for (int i = 1; i <= PIECES; i++) {
      table.add("send, up to %,d waiting".formatted(i * piece), name, load.send(piece));
    }
    double each = (double) (broker.heapUsed() - empty) / (PIECES * piece);
    table.add("heap for each waiting message", name, List.of("bytes"), each);
    String row = "both, 1 pair, %,d waiting".formatted(PIECES * piece);
    table.add(row, name, load.both(1, options.seconds()));
    // Not to the last message: what was on its way when a row ended has a lock, or is gone.
    for (int i = PIECES - 1; i > 0; i--) {
      table.add("receive, down to %,d waiting".formatted(i * piece), name, load.receive(piece));
    }
  }
}
