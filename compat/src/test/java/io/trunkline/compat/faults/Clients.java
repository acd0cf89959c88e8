package io.trunkline.compat.faults;

import io.trunkline.compat.history.History;
import io.trunkline.compat.history.QueueTraits;
import io.trunkline.compat.history.Recorder;
import io.trunkline.compat.workload.EventPublisher;
import io.trunkline.compat.workload.HttpCalls;
import io.trunkline.compat.workload.MessageScheduler;
import io.trunkline.compat.workload.MessageSender;
import io.trunkline.compat.workload.MessageWorker;
import io.trunkline.compat.workload.QueueAudit;
import io.trunkline.compat.workload.ResourceReader;
import io.trunkline.compat.workload.ResourceWriter;
import io.trunkline.compat.workload.RunStarter;
import io.trunkline.compat.workload.SessionWorker;
import io.trunkline.compat.workload.Surroundings;
import io.trunkline.compat.workload.WebService;
import io.trunkline.compat.workload.Workload;
import io.trunkline.server.node.NodeFiles.NodeAddress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Everybody who works with a cluster during a fault test, and what they work on. */
final class Clients implements AutoCloseable {
  private static final String ORDERS = "orders";
  private static final String CONVERSATIONS = "conversations";
  private static final String LATER = "later";
  private static final String BUS = "2021-11-01";
  private static final int FEW = 4;
  private static final Duration LOCK = Duration.ofSeconds(10);
  private static final Map<String, QueueTraits> QUEUES =
      Map.of(
          ORDERS, new QueueTraits(LOCK, true),
          CONVERSATIONS, new QueueTraits(LOCK, false),
          LATER, new QueueTraits(LOCK, false));

  private final Surroundings surroundings;
  private final HttpCalls calls;
  private final WebService service;
  private final String group;
  private final RunStarter runs;
  private final List<Workload> all = new ArrayList<>();

  /** Makes the resources of a cluster, and clients that have not begun. */
  Clients(FaultCluster cluster, Recorder recorder, Random random)
      throws IOException, InterruptedException {
    FaultNode first = cluster.node(0);
    NodeAddress address = first.files().address().orElseThrow();
    this.surroundings = new Surroundings(cluster.endpoints(), recorder);
    this.calls = cluster.calls();
    this.service = new WebService(cluster.network().testHost(), recorder);
    this.group =
        "/subscriptions/%s/resourceGroups/%s"
            .formatted(address.subscriptionId(), address.resourceGroup());
    queues();
    this.runs =
        RunStarter.deploy(
            surroundings, calls, 1, provider("Logic/workflows/accept"), service.address("/steps"));
    EventPublisher publisher =
        EventPublisher.deploy(surroundings, calls, 2, topic(), service.address("/notices"));
    String versioned = group + "-versioned?api-version=2021-04-01";
    all.addAll(
        List.of(
            new MessageSender(surroundings, "orders-a", 0, ORDERS, null, 3),
            new MessageSender(surroundings, "orders-b", 1, ORDERS, null, 0),
            new MessageWorker(surroundings, "worker-a", 2, ORDERS, false, fork(random)),
            new MessageWorker(surroundings, "worker-b", 0, ORDERS, false, fork(random)),
            new MessageWorker(surroundings, "undertaker", 1, ORDERS, true, fork(random)),
            new MessageSender(surroundings, "talk-a", 2, CONVERSATIONS, "a", 0),
            new MessageSender(surroundings, "talk-b", 0, CONVERSATIONS, "b", 0),
            new MessageSender(surroundings, "talk-c", 1, CONVERSATIONS, "c", 0),
            new SessionWorker(surroundings, "listener-a", 2, CONVERSATIONS),
            new SessionWorker(surroundings, "listener-b", 0, CONVERSATIONS),
            new MessageScheduler(surroundings, "scheduler", 1, LATER, fork(random)),
            new MessageWorker(surroundings, "late-worker", 2, LATER, false, fork(random)),
            new ResourceWriter(surroundings, calls, 0, versioned),
            new ResourceReader(surroundings, calls, "reader-a", versioned, fork(random)),
            new ResourceReader(surroundings, calls, "reader-b", versioned, fork(random)),
            runs,
            publisher));
  }

  private static Random fork(Random random) {
    return new Random(random.nextLong());
  }

  private void queues() throws IOException, InterruptedException {
    put(
        provider("ServiceBus/namespaces/faults"),
        "{\"location\":\"local\",\"sku\":{\"name\":\"Premium\"}}");
    for (Map.Entry<String, QueueTraits> queue : QUEUES.entrySet()) {
      put(
          queue(queue.getKey()),
          """
          {"properties":{"lockDuration":"%s","maxDeliveryCount":2000,
            "requiresSession":%s,"requiresDuplicateDetection":%s,
            "duplicateDetectionHistoryTimeWindow":"P1D"}}
          """
              .formatted(
                  queue.getValue().lockDuration(),
                  queue.getKey().equals(CONVERSATIONS),
                  queue.getValue().duplicateDetection()));
    }
  }

  private void put(String id, String body) throws IOException, InterruptedException {
    calls.manage(surroundings.nodes().getFirst(), "PUT", id + "?api-version=" + BUS, body);
  }

  private String provider(String path) {
    return group + "/providers/Microsoft." + path;
  }

  private String topic() {
    return provider("EventGrid/topics/notices");
  }

  private String queue(String name) {
    return provider("ServiceBus/namespaces/faults/queues/" + name);
  }

  /** Starts those who work on one queue: enough to see that nothing stops while nodes join. */
  void startFew() {
    all.subList(0, FEW).forEach(Workload::start);
  }

  void startOthers() {
    all.subList(FEW, all.size()).forEach(Workload::start);
  }

  /** Lets everybody end what they are doing. */
  void stop() throws InterruptedException {
    all.forEach(Workload::stop);
    for (Workload workload : all) {
      workload.close();
    }
  }

  /** Returns whether nothing happens any more by itself, after writing down which runs ended. */
  boolean quiet() throws IOException, InterruptedException {
    Instant soon = surroundings.recorder().now().plus(Duration.ofMinutes(5));
    return !new QueueAudit(surroundings, calls, 0).hasScheduled(LATER, soon) && runs.audit();
  }

  /** Looks at everything there is, and returns what was seen. */
  History history() throws IOException, InterruptedException {
    for (String name : QUEUES.keySet()) {
      new QueueAudit(surroundings, calls, surroundings.nodes().size() - 1).audit(name, queue(name));
    }
    return surroundings
        .recorder()
        .history(QUEUES, Map.of(topic(), Set.of(EventPublisher.SUBSCRIPTION)));
  }

  @Override
  public void close() {
    all.forEach(Workload::stop);
    service.close();
  }
}
