package io.trunkline.server.node;

import io.trunkline.broker.wire.admin.AdminPlane;
import io.trunkline.broker.wire.admin.EmulatorHealthPlane;
import io.trunkline.broker.wire.amqp.AmqpSettings;
import io.trunkline.broker.wire.amqp.BrokerAmqp;
import io.trunkline.broker.wire.data.DataPlane;
import io.trunkline.broker.wire.emulator.EmulatorConfig;
import io.trunkline.console.ConsolePlane;
import io.trunkline.identity.Identity;
import io.trunkline.identity.IdentitySettings;
import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ratis.PeerSettings;
import io.trunkline.kernel.ratis.PeerTls;
import io.trunkline.kernel.ratis.RatisKernel;
import io.trunkline.kernel.ratis.RatisKernelConfig;
import io.trunkline.kernel.runtime.KernelMetrics;
import io.trunkline.kernel.runtime.ShardEnvironment;
import io.trunkline.monitor.Monitor;
import io.trunkline.monitor.MonitorConfig;
import io.trunkline.monitor.health.Health;
import io.trunkline.net.Endpoints;
import io.trunkline.net.EventLoops;
import io.trunkline.net.amqp.AmqpDoor;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpDoorConfig;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.http.VertxHttpCaller;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tls.NodeIdentity;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.resources.ControlPlaneSettings;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceManager;
import io.trunkline.resources.ResourceTree;
import io.trunkline.server.adapter.ControlAccessAdapter;
import io.trunkline.server.adapter.DirectoryAdapter;
import io.trunkline.server.cluster.Admission;
import io.trunkline.server.cluster.ClusterAddresses;
import io.trunkline.server.cluster.ClusterMessaging;
import io.trunkline.server.cluster.ClusterPlane;
import io.trunkline.server.cluster.ClusterStatus;
import io.trunkline.server.cluster.ClusterTraces;
import io.trunkline.server.cluster.Everywhere;
import io.trunkline.server.cluster.JoinClient;
import io.trunkline.server.cluster.JoinTarget;
import io.trunkline.server.cluster.LazyTls;
import io.trunkline.server.cluster.MessagingServer;
import io.trunkline.server.cluster.NodePlane;
import io.trunkline.server.cluster.Relays;
import io.trunkline.server.cluster.SettledPlane;
import io.trunkline.server.cluster.ShardLeaders;
import io.trunkline.server.node.NodeFiles.Administrator;
import io.trunkline.server.node.NodeFiles.NodeAddress;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node.
 *
 * <p>Put together from the ground up: kernel, identity, resource tree, the rooms on floor 3; then
 * the tree brings every resource about again; then the doors open; then the rooms do what they have
 * to do by themselves.
 */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** How long a start waits for a majority: an operator starts the nodes one after the other. */
  private static final Duration MAJORITY_WAIT = Duration.ofMinutes(10);

  private static final Duration HAND_OVER = Duration.ofSeconds(15);

  private NodeConfig config;
  private final NodeFiles files;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final InstantSource clock = InstantSource.system();
  private final IdSource ids = IdSource.secure();
  private final Monitor monitor = new Monitor(MonitorConfig.defaults());
  private @Nullable Cluster cluster;
  private List<String> supportedTypes = List.of();

  private Node(NodeConfig config) {
    this.config = config;
    this.files = new NodeFiles(config.dataDirectory());
  }

  /**
   * Starts a node; returns once it accepts work.
   *
   * @throws IllegalStateException saying what is in the way: a port, the data directory, a file
   */
  public static Node start(NodeConfig config) {
    Node node = new Node(config);
    try {
      node.compose();
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** Returns where clients reach the node. */
  public Endpoints endpoints() {
    return config.endpoints();
  }

  /** Returns the full names of the resource types that the rooms registered. */
  public List<String> supportedTypes() {
    return supportedTypes;
  }

  private void compose() {
    config = admitted();
    Endpoints endpoints = config.endpoints();
    Tracing tracing = new SpanRecorder(monitor.spans(), clock, ThreadLocalRandom::current);
    // What the doors need does not wait for the shards.
    CompletableFuture<NodeCertificates> certifying =
        CompletableFuture.supplyAsync(
            () ->
                NodeCertificates.open(
                    files.certificates(), NodeCertificates.names(config.publicHost()), clock));
    CompletableFuture<Vertx> starting = CompletableFuture.supplyAsync(EventLoops::start);
    Supplier<NodeIdentity> self =
        once(() -> NodeIdentity.open(certifying.join(), config.nodeHost(), clock));
    RatisKernel kernel = opened(openKernel(self));
    cluster = kernel.cluster();
    monitor.health().watch(() -> troubles(kernel));
    ShardLeaders leaders = new ShardLeaders(cluster, Relays.PATIENCE);
    ClusterAddresses addresses = new ClusterAddresses(cluster, endpoints, config.bindAddress());
    open.push(() -> starting.join().close().await());

    Identity identity = openIdentity(kernel, endpoints);
    ResourceManager resources =
        new ResourceManager(
            ControlPlaneSettings.of(config.tenantId(), config.subscriptionId(), endpoints),
            new ControlAccessAdapter(
                identity.tokenVerifier(), identity.authorizer(), addresses::bases),
            new DirectoryAdapter(identity.directory()),
            ids,
            clock);
    resources.open(kernel);
    open.push(resources::stop);
    Vertx vertx = starting.join();
    NodeCertificates certificates = certifying.join();
    Relays relays = opened(new Relays(vertx, self, leaders));
    Rooms rooms = new Rooms(config, kernel, identity, resources, tracing, clock, ids);
    open.push(rooms);
    rooms.compose(
        vertx,
        opened(new VertxHttpCaller(vertx, certificates, addresses)),
        certificates,
        addresses,
        (local, broker) -> new ClusterMessaging(local, broker, leaders, relays::calls));
    supportedTypes = resources.supportedTypes();
    resources.provisionAll();
    if (resources.leads()) {
      prepare(resources.tree());
    }

    AmqpDoor amqp =
        new AmqpDoor(
            vertx,
            config.amqpLimits(),
            clock,
            new BrokerAmqp(
                rooms.broker(),
                identity.tokenVerifier(),
                identity.certificateVerifier(),
                tracing,
                clock,
                ids,
                AmqpSettings.defaults(),
                rooms.blocking()),
            relays.amqp());
    Everywhere everywhere = new Everywhere(cluster, leaders, relays::calls);
    ClusterStatus status = new ClusterStatus(cluster, leaders, relays::calls);
    HttpPlane admin =
        new SettledPlane(
            new AdminPlane(rooms.broker(), resources.tree(), identity.tokenVerifier(), clock),
            everywhere);
    List<HttpPlane> planes = new ArrayList<>();
    planes.add(new SettledPlane(identity.plane(), everywhere));
    planes.add(new SettledPlane(resources.plane(), everywhere));
    planes.add(clusterPlane(identity, certificates, status, relays));
    planes.addAll(rooms.planes());
    planes.add(
        monitor.plane(
            identity.tokenVerifier(),
            identity.authorizer(),
            "/subscriptions/" + config.subscriptionId(),
            new ClusterTraces(cluster, leaders, relays::calls)));
    planes.add(
        monitor.backupPlane(
            directory -> NodeBackup.write(kernel, files, clock, directory),
            identity.tokenVerifier(),
            identity.authorizer(),
            "/subscriptions/" + config.subscriptionId()));
    planes.add(new ConsolePlane());
    planes.add(rooms.blobs());
    planes.add(amqp.webSocketPlane());
    planes.add(new DataPlane(rooms.broker(), identity.tokenVerifier()));
    planes.add(admin);
    List<HttpPlane> adminPlanes =
        List.of(
            new EmulatorHealthPlane(() -> monitor.health().state() == Health.State.READY), admin);
    List<HttpPlane> inner = new ArrayList<>(planes);
    inner.add(
        new NodePlane(
            status,
            () -> resources.caughtUp().thenCompose(tree -> identity.caughtUp()),
            new MessagingServer(rooms.messaging()),
            monitor::traces));
    relays.serve(
        HttpDoorConfig.loopback(config.relayPort()).withHost(config.bindAddress()),
        inner,
        amqp,
        tracing);
    if (cluster.members().size() > 1) {
      relays.openDoor();
    }
    opened(
        Doors.open(vertx, config, certificates, planes, adminPlanes, amqp, relays.http(), tracing));
    files.write(
        new NodeAddress(
            endpoints, config.subscriptionId(), config.resourceGroup(), config.location()));
    rooms.ready();
    monitor.health().ready();
  }

  /** Joins a cluster where that is asked for and not done yet. */
  private NodeConfig admitted() {
    JoinTarget target = config.peering().join();
    if (files.admission().isEmpty() && target != null) {
      if (RatisKernel.nodeOf(files.shards()).isPresent()) {
        throw new IllegalStateException(
            "the data directory %s belongs to a node already; join %s with an empty one"
                .formatted(config.dataDirectory(), target));
      }
      files.write(
          JoinClient.join(
              target,
              new Cluster.Candidate(
                  config.peering().zone(),
                  config.nodeHost(),
                  config.raftPort(),
                  config.relayPort(),
                  config.peering().learner() ? Member.Role.LEARNER : Member.Role.VOTER,
                  Optional.ofNullable(target.secret()),
                  Optional.of(NodeId.random(IdSource.secure())))));
    }
    return files.admission().map(config::of).orElse(config);
  }

  private static Map<String, String> troubles(RatisKernel kernel) {
    Map<String, String> troubles = new TreeMap<>();
    kernel.troubles().forEach((shard, why) -> troubles.put(shard.value(), why));
    return troubles;
  }

  private RatisKernel openKernel(Supplier<NodeIdentity> self) {
    RatisKernelConfig defaults = RatisKernelConfig.defaults(files.shards());
    RatisKernelConfig settings =
        defaults
            .withTimeouts(MAJORITY_WAIT, defaults.electionTimeout())
            .withPeers(
                new PeerSettings(
                    config.peering().zone(),
                    config.nodeHost(),
                    config.bindAddress(),
                    config.raftPort(),
                    config.relayPort(),
                    new PeerTls(LazyTls.keyManager(self), LazyTls.trustManager(self))));
    Optional<NodeId> name = files.admission().map(Admission::node).map(NodeId::new);
    return new RatisKernel(
        name.map(settings::admittedAs).orElse(settings),
        new ShardEnvironment(
            KernelLimits.defaults(), clock, ids, new KernelMetrics(monitor.metrics())));
  }

  private HttpPlane clusterPlane(
      Identity identity, NodeCertificates certificates, ClusterStatus status, Relays relays) {
    return new ClusterPlane(
        new ClusterPlane.Parts(
            cluster,
            status,
            identity.tokenVerifier(),
            identity.authorizer(),
            certificates,
            new Admission(
                "",
                new NodeCertificates.Authority("", ""),
                config.tenantId(),
                config.subscriptionId(),
                config.resourceGroup(),
                config.location()),
            relays::openDoor,
            config.dev()));
  }

  private static <T> Supplier<T> once(Supplier<T> make) {
    return new Supplier<>() {
      private @Nullable T made;

      @Override
      public synchronized T get() {
        if (made == null) {
          made = make.get();
        }
        return made;
      }
    };
  }

  private Identity openIdentity(RatisKernel kernel, Endpoints endpoints) {
    Identity identity =
        Identity.open(
            kernel,
            IdentitySettings.defaults(config.tenantId()).withInstanceMetadata(config.dev()),
            endpoints,
            "",
            ids,
            clock);
    if (files.administrator().isEmpty()) {
      files.write(
          new Administrator(
              config.tenantId(),
              identity.administratorClientId(),
              identity.issueAdministratorSecret().secret()));
    }
    return identity;
  }

  /** Makes what exists from the first start on, and what an emulator's configuration asks for. */
  private void prepare(ResourceTree tree) {
    ResourceId group = ResourceId.resourceGroup(config.subscriptionId(), config.resourceGroup());
    if (tree.get(group).isEmpty()) {
      tree.put(group, Json.object().put("location", config.location()));
    }
    if (config.emulatorConfig() == null) {
      return;
    }
    try {
      byte[] json = Files.readAllBytes(config.emulatorConfig());
      List<EmulatorConfig.Put> puts = EmulatorConfig.read(json, group, config.location());
      puts.forEach(put -> tree.put(put.id(), put.body()));
      EmulatorConfig.unwantedDefaultRules(puts).forEach(tree::delete);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          config.emulatorConfig() + " cannot be taken over: " + e.getMessage(), e);
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  /** Stops taking work, then stops the rest, last opened first. */
  @Override
  public synchronized void close() {
    monitor.health().stopping();
    handOver();
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.warn("A part of the node did not stop cleanly: {}", e.toString());
      }
    }
  }

  /** Has other nodes lead before this one stops, so that clients see a pause and no failure. */
  private void handOver() {
    if (cluster == null || cluster.members().size() < 2) {
      return;
    }
    try {
      cluster.handOver().toCompletableFuture().get(HAND_OVER.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The node stops while it leads; another one will be elected: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
