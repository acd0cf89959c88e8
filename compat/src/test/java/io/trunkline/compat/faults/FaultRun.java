package io.trunkline.compat.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import io.trunkline.compat.history.Check;
import io.trunkline.compat.history.History;
import io.trunkline.compat.history.Operation;
import io.trunkline.compat.history.Operation.Send;
import io.trunkline.compat.history.Outcome;
import io.trunkline.compat.history.Recorder;
import io.trunkline.compat.history.Violation;
import io.trunkline.compat.workload.HttpCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Clients work while faults strike one after the other; then everything is checked. */
final class FaultRun {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int ENOUGH_SENDS = 20;

  /** Answers after which an operation surely had no effect, of clients that do not repeat it. */
  private static final Set<ServiceBusFailureReason> REFUSALS =
      Set.of(
          ServiceBusFailureReason.MESSAGE_LOCK_LOST,
          ServiceBusFailureReason.SESSION_LOCK_LOST,
          ServiceBusFailureReason.MESSAGE_NOT_FOUND,
          ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED,
          ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND,
          ServiceBusFailureReason.UNAUTHORIZED);

  private final String title;
  private final FaultCluster cluster;
  private final Random random;
  private final Path directory;
  private final Recorder recorder = new Recorder(InstantSource.system(), FaultRun::refused);

  /**
   * Prepares a run.
   *
   * @param directory gets the report
   */
  FaultRun(String title, FaultCluster cluster, Random random, Path directory) {
    this.title = title;
    this.cluster = cluster;
    this.random = random;
    this.directory = directory;
  }

  private static boolean refused(Exception e) {
    return e instanceof HttpCalls.Refused
        || (e instanceof ServiceBusException failure && REFUSALS.contains(failure.getReason()));
  }

  /** Lets {@code rounds} faults strike, and fails with every promise that was broken. */
  void run(int rounds) throws Exception {
    List<Violation> violations;
    try (LeaderRecord leaders = LeaderRecord.start(cluster, recorder);
        Clients clients = new Clients(cluster, recorder, new Random(random.nextLong()))) {
      clients.startFew();
      grow();
      clients.startOthers();
      for (Fault fault : faults(rounds)) {
        awaitSends(recorder.now());
        strike(fault);
      }
      awaitSends(recorder.now());
      clients.stop();
      await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(clients::quiet);
      leaders.close();
      History history = clients.history();
      violations = Check.all(history);
    } finally {
      System.out.println(new FaultReport(title, recorder.events()).text());
    }
    new FaultReport(title, recorder.events()).write(directory, violations);
    assertThat(violations).as("see " + directory).isEmpty();
  }

  /** Picks faults: everything possible once, in any order, before anything twice. */
  private List<Fault> faults(int rounds) {
    List<Fault> possible =
        Arrays.stream(Fault.values()).filter(fault -> fault.possible(cluster)).toList();
    List<Fault> chosen = new ArrayList<>();
    while (chosen.size() < rounds) {
      List<Fault> shuffled = new ArrayList<>(possible);
      Collections.shuffle(shuffled, random);
      chosen.addAll(shuffled);
    }
    return chosen.subList(0, rounds);
  }

  /** Has the other nodes join while the clients work. */
  private void grow() throws IOException {
    awaitSends(recorder.now());
    if (cluster.size() > 1) {
      Instant invoked = recorder.now();
      cluster.grow();
      awaitSends(recorder.now());
      recorder.add("faults", new Operation.Fault("the other nodes join"), invoked, Outcome.OK);
    }
  }

  private void strike(Fault fault) throws IOException, InterruptedException {
    int leader = await().atMost(PATIENCE).until(cluster::leader, it -> it.isPresent()).get();
    int victim = fault.victim(leader, cluster);
    Instant invoked = recorder.now();
    System.out.println("fault: " + fault.title() + " (node " + victim + ")");
    fault.strike(cluster, victim);
    // longer than it takes to elect another leader, most of the time
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_000 + random.nextInt(4_000)));
    Instant mended = recorder.now();
    cluster.mend();
    awaitSends(mended);
    recorder.add("faults", new Operation.Fault(fault.title()), invoked, Outcome.OK);
  }

  /** Waits until sends that began after a moment were acknowledged, so that all work again. */
  private void awaitSends(Instant from) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                recorder.events().stream()
                        .filter(it -> it.operation() instanceof Send && it.ok())
                        .filter(it -> it.invoked().isAfter(from))
                        .count()
                    >= ENOUGH_SENDS);
  }
}
