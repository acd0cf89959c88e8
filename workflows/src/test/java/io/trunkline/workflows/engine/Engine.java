package io.trunkline.workflows.engine;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.Paths;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.net.tracing.SpanSink.FinishedSpan;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.WorkflowEngine;
import io.trunkline.workflows.WorkflowRoom;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.WorkflowLimits;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** The whole room on a kernel in memory, with a clock by hand and neighbours that are fakes. */
final class Engine implements AutoCloseable {
  static final ResourceId GROUP =
      ResourceId.resourceGroup("22222222-2222-2222-2222-222222222222", "trunkline");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final ManualClock clock = new ManualClock();
  final FakeHttp http = new FakeHttp();
  final FakeServiceBus bus = new FakeServiceBus();
  final List<FinishedSpan> spans = new CopyOnWriteArrayList<>();
  final FakeTree tree = new FakeTree(clock);
  private final Tracing tracing = new SpanRecorder(spans::add, clock, ThreadLocalRandom::current);
  private final WorkflowLimits limits;
  MemoryKernel kernel = new MemoryKernel(clock);
  WorkflowRoom room;

  Engine() {
    this(WorkflowLimits.defaults());
  }

  Engine(WorkflowLimits limits) {
    this.limits = limits;
    room = open();
  }

  /** Stops as by {@code kill -9} and starts again. */
  void crash() {
    kernel = kernel.crash();
    room = open();
  }

  WorkflowRoom open() {
    WorkflowRoom opened = openUnlisted();
    list(opened);
    return opened;
  }

  /** Has a room that runs know of the resources in the tree. */
  void list(WorkflowRoom opened) {
    opened.providers().forEach(provider -> tree.serve(provider.types()));
  }

  /** Starts without the resources: what a node knows a moment later. */
  WorkflowRoom openUnlisted() {
    return new WorkflowRoom(
        kernel,
        new WorkflowEngine.Neighbours(
            http,
            (identity, audience) -> "token-of-" + name(identity) + "-for-" + audience,
            new FakeIdentities(),
            bus,
            tree,
            Endpoints.local(0),
            List::of,
            Artifacts.none()),
        new Environment(clock, IdSource.secure(), tracing, Map.of("region", "eu"), limits));
  }

  private static String name(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  static ResourceId workflowId(String name) {
    return GROUP.resource("Microsoft.Logic/workflows", name);
  }

  /** Deploys a workflow whose definition has these triggers and actions, as JSON texts. */
  void deploy(String name, String triggers, String actions) {
    deploy(name, definition(triggers, actions), "{}");
  }

  void deploy(String name, ObjectNode definition, String parameters) {
    ObjectNode body = Json.object().put("location", "local");
    ObjectNode properties = body.putObject("properties");
    properties.set("definition", definition);
    properties.set("parameters", Json.parse(parameters));
    tree.put(workflowId(name), body);
  }

  static ObjectNode definition(String triggers, String actions) {
    ObjectNode definition = Json.object();
    definition.put(
        "$schema",
        "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#");
    definition.put("contentVersion", "1.0.0.0");
    definition.set("triggers", Json.parse(triggers));
    definition.set("actions", Json.parse(actions));
    return definition;
  }

  static final String REQUEST =
      "{\"manual\":{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{}}}";

  String callbackUrl(String workflow, String trigger) {
    return action(workflowId(workflow).child("triggers", trigger), "listCallbackUrl", Json.object())
        .path("value")
        .asText();
  }

  /** Posts JSON to the trigger {@code manual}. */
  HttpReply post(String workflow, String json) {
    return send("POST", callbackUrl(workflow, "manual"), json, "content-type", "application/json");
  }

  HttpReply send(String method, String url, String body, String... headers) {
    URI uri = URI.create(url);
    Fields.Builder parameters = Fields.builder();
    if (uri.getRawQuery() != null) {
      for (String part : uri.getRawQuery().split("&", -1)) {
        String[] pair = part.split("=", 2);
        parameters.add(Paths.decode(pair[0]), Paths.decode(pair[1]));
      }
    }
    RequestHead head =
        new RequestHead(
            method,
            uri.getHost(),
            uri.getPort(),
            uri.getRawPath(),
            uri.getRawQuery() == null ? "" : uri.getRawQuery(),
            true);
    return room.plane()
        .answer(
            new HttpCall(
                head,
                Fields.of(headers),
                parameters.build(),
                body.getBytes(StandardCharsets.UTF_8),
                "127.0.0.1",
                tracing.start("net", "POST", null)));
  }

  /** Fires a trigger through ARM. */
  void run(String workflow, String trigger) {
    action(workflowId(workflow).child("triggers", trigger), "run", MissingNode.getInstance());
  }

  JsonNode action(ResourceId id, String action, JsonNode body) {
    return proxied(id.type()).action(id, action, body);
  }

  JsonNode get(ResourceId id) {
    return proxied(id.type()).get(id, Fields.none());
  }

  JsonNode list(ResourceId parent, String type, String... parameters) {
    return proxied(parent.type() + "/" + type).list(parent, Fields.of(parameters)).path("value");
  }

  JsonNode page(ResourceId parent, String type, String... parameters) {
    return proxied(parent.type() + "/" + type).list(parent, Fields.of(parameters));
  }

  private ProxiedType proxied(String type) {
    return room.providers().stream()
        .flatMap(provider -> provider.proxied().stream())
        .filter(one -> one.name().equalsIgnoreCase(type))
        .findFirst()
        .orElseThrow();
  }

  /** Waits until the newest run of a workflow has ended, and returns it. */
  JsonNode ended(String workflow) {
    await().atMost(PATIENCE).until(() -> newest(workflow).at("/properties/endTime").isTextual());
    return newest(workflow);
  }

  JsonNode newest(String workflow) {
    return list(workflowId(workflow), "runs").path(0);
  }

  /** Runs a workflow by its Request trigger and returns the run once it has ended. */
  JsonNode runToEnd(String workflow, String json) {
    post(workflow, json);
    return ended(workflow);
  }

  /** Returns an action of the newest run. */
  JsonNode actionOf(String workflow, String action) {
    return get(workflowId(workflow)
            .child("runs", newest(workflow).path("name").asText())
            .child("actions", action))
        .path("properties");
  }

  /** Waits until an action of the newest run has this status. */
  void reaches(String workflow, String action, String status) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> actionOf(workflow, action).path("status").asText().equals(status));
  }

  @Override
  public void close() {
    kernel.close();
  }
}
