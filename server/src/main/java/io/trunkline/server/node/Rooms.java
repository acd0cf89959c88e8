package io.trunkline.server.node;

import io.trunkline.blobs.BlobStorage;
import io.trunkline.blobs.BlobsConfig;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.effects.Waker;
import io.trunkline.broker.resource.ServiceBusProvider;
import io.trunkline.broker.resource.TreeEntityStore;
import io.trunkline.broker.service.Broker;
import io.trunkline.broker.service.BrokerEnvironment;
import io.trunkline.broker.service.BrokerOptions;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.events.EventRouter;
import io.trunkline.events.EventsConfig;
import io.trunkline.gateway.Gateway;
import io.trunkline.gateway.GatewayConfig;
import io.trunkline.identity.Identity;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Kernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.http.OwnAddresses;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.resources.ResourceManager;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.SystemEvents;
import io.trunkline.server.adapter.DeadLetterBlobs;
import io.trunkline.server.adapter.EventMessages;
import io.trunkline.server.adapter.WorkflowIdentities;
import io.trunkline.server.adapter.WorkflowMessaging;
import io.trunkline.workflows.WorkflowEngine;
import io.trunkline.workflows.WorkflowRoom;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorServices;
import io.trunkline.workflows.connector.ServiceBusPort;
import io.trunkline.workflows.effects.Environment;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** The rooms on floor 3, joined to each other and to the floors below. */
final class Rooms implements AutoCloseable {
  private final NodeConfig config;
  private final Kernel kernel;
  private final Identity identity;
  private final ResourceManager resources;
  private final Supplier<ResourceTree> tree;
  private final Endpoints endpoints;
  private final Tracing tracing;
  private final InstantSource clock;
  private final IdSource ids;
  private final Readiness readiness = new Readiness();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("broker-deadlines").factory());
  private BrokerService broker;
  private WorkflowMessaging messaging;
  private BlobStorage blobs;
  private EventRouter events;
  private WorkflowRoom workflows;
  private Gateway gateway;

  Rooms(
      NodeConfig config,
      Kernel kernel,
      Identity identity,
      ResourceManager resources,
      Tracing tracing,
      InstantSource clock,
      IdSource ids) {
    this.config = config;
    this.kernel = kernel;
    this.identity = identity;
    this.resources = resources;
    this.tree = resources::tree;
    this.endpoints = config.endpoints();
    this.tracing = tracing;
    this.clock = clock;
    this.ids = ids;
  }

  /** What rooms do where another node leads. */
  @FunctionalInterface
  interface Others {
    /** Returns the namespaces of every node for workflows; {@code local} has those of this one. */
    ServiceBusPort messaging(ServiceBusPort local, Broker broker);
  }

  /** Opens the rooms' shards and registers their resource types. */
  void compose(
      Vertx vertx,
      HttpCaller http,
      NodeCertificates certificates,
      OwnAddresses addresses,
      Others others) {
    HttpCaller calls = readiness.gate(http);
    // Blobs and the broker raise events, the router sends to both.
    SystemEvents raised = readiness.gate(() -> events.systemEvents());
    broker = composeBroker(raised);
    messaging = new WorkflowMessaging(broker, readiness::whenReady, ids);
    // Opening a shard is mostly waiting for the disk, so they open side by side.
    CompletableFuture<WorkflowRoom> opening =
        CompletableFuture.supplyAsync(() -> composeWorkflows(calls, others), blocking);
    blobs = composeBlobs(raised);
    events = composeEvents(http, calls);
    gateway =
        new Gateway(
            GatewayConfig.defaults(),
            endpoints,
            clock,
            ids,
            tracing,
            resources.tree(),
            identity.managedIdentityTokens(),
            http,
            Gateway.backendClient(vertx, certificates, GatewayConfig.defaults()),
            addresses);
    workflows = opening.join();
    resources.register(ServiceBusProvider.of(broker, tree));
    resources.register(blobs.provider());
    resources.register(events.provider());
    workflows.providers().forEach(resources::register);
    resources.register(gateway.provider());
  }

  /** Returns this node's broker as workflows see it. */
  ServiceBusPort messaging() {
    return messaging;
  }

  BrokerService broker() {
    return broker;
  }

  /** Returns the planes in the order in which the doors ask them; blobs come later. */
  List<HttpPlane> planes() {
    return List.of(workflows.plane(), events.plane(), gateway.plane());
  }

  HttpPlane blobs() {
    return blobs.plane();
  }

  ExecutorService blocking() {
    return blocking;
  }

  /** Lets the rooms do what they have to do by themselves. */
  void ready() {
    readiness.ready();
  }

  private BrokerService composeBroker(SystemEvents raised) {
    BrokerLimits limits =
        config.noListenerEventInterval() == null
            ? config.brokerLimits()
            : config.brokerLimits().withNotificationInterval(config.noListenerEventInterval());
    return new BrokerService(
        new BrokerEnvironment(
            kernel,
            clock,
            ids,
            Waker.of(deadlines, clock),
            tracing,
            endpoints,
            identity.authorizer(),
            raised,
            limits),
        new BrokerOptions(
            config.defaultNamespace(), config.dev() ? BrokerOptions.EMULATOR_KEY : null),
        new TreeEntityStore(tree));
  }

  private BlobStorage composeBlobs(SystemEvents raised) {
    return new BlobStorage(
        BlobsConfig.defaults(),
        new BlobStorage.Needs(
            kernel,
            identity.tokenVerifier(),
            identity.authorizer(),
            raised,
            tree,
            endpoints,
            clock,
            ids));
  }

  private WorkflowRoom composeWorkflows(HttpCaller calls, Others others) {
    return new WorkflowRoom(
        kernel,
        new WorkflowEngine.Neighbours(
            calls,
            identity.managedIdentityTokens(),
            new WorkflowIdentities(
                identity.managedIdentityTokens(), identity.tokenVerifier(), identity.authorizer()),
            others.messaging(messaging, broker),
            resources.tree(),
            endpoints,
            () -> connectors(calls),
            Artifacts.none()),
        new Environment(clock, ids, tracing, Map.of(), config.workflowLimits()));
  }

  /** Loads what does not belong to the node's own rooms. */
  private List<Connector> connectors(HttpCaller calls) {
    Path directory = config.dataDirectory().resolve("connectors");
    ConnectorServices services =
        new ConnectorServices(
            calls, identity.managedIdentityTokens(), clock, Optional.of(directory));
    return ConnectorLibrary.factories(services.configuration()).stream()
        .flatMap(factory -> factory.create(services).stream())
        .toList();
  }

  private EventRouter composeEvents(HttpCaller http, HttpCaller calls) {
    EventsConfig settings =
        config.eventRetryWait() == null
            ? EventsConfig.defaults()
            : EventsConfig.defaults().withWaits(config.eventRetryWait());
    return new EventRouter(
        settings,
        new EventRouter.Needs(
            kernel,
            identity.tokenVerifier(),
            identity.authorizer(),
            http,
            calls,
            new EventMessages(broker),
            new DeadLetterBlobs(blobs.service(), blocking),
            tree,
            endpoints,
            clock,
            ids,
            new Random(),
            tracing));
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    blocking.shutdownNow();
  }
}
