package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.WorkflowRoom;
import io.trunkline.workflows.effects.WorkflowLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Runs a definition to its end, undisturbed or with a {@code kill -9} after every committed entry.
 * Actions whose names begin with {@code Call} have inputs of their own in every run (a guid), those
 * that begin with {@code Inc} outputs that depend on the order of parallel passes.
 */
final class CrashRig {
  static final ResourceId CONNECTION =
      Engine.GROUP.resource("Microsoft.Web/connections", "servicebus");

  /** Takes {@code runAfter…,}, the retry policy and an expression that gives a text. */
  static final String SEND =
      "{\"type\":\"ApiConnection\",%s\"inputs\":{\"host\":{\"connection\":{\"name\":\""
          + CONNECTION
          + "\"}},\"method\":\"post\",\"path\":\"/orders/messages\",\"retryPolicy\":%s,\"body\":{\"ContentData\":\"@{base64(%s)}\"}}}";

  static final String RETRIES = "{\"type\":\"fixed\",\"count\":3,\"interval\":\"PT5S\"}";

  /** Lets actions that compute share a commit, as a node does. */
  static final int SHARED = WorkflowLimits.defaults().maxStepActions();

  /** Has each action that computes committed by itself. */
  static final int EACH = 1;

  /** What is compared: all but ids and times. */
  record Result(String status, String actions, Set<String> sent, Map<String, Long> called) {}

  /** How often a run was disturbed. */
  int crashes;

  /** How many calls were made, repeated ones included. */
  int calls;

  static String send(String runAfter, String text) {
    return SEND.formatted(runAfter, RETRIES, text);
  }

  /**
   * @param stepActions how many actions may share a commit
   */
  Result run(String actions, int stepActions, boolean crashing) {
    ObjectNode limits = Json.object().put("maxStepActions", stepActions);
    try (Engine engine = new Engine(WorkflowLimits.defaults().with(limits))) {
      engine.http.answers(
          call -> HttpReply.status(call.uri().getPath().contains("missing") ? 404 : 200));
      engine.bus.failingAttempts = 2;
      connect(engine);
      engine.deploy("w", withConnections(actions), connections());
      if (crashing) {
        engine.kernel.settle();
        engine.kernel.log(WorkflowRoom.SHARD).holdCommits();
        // The call that starts the run waits for its commit: let that one through.
        Thread starter = Thread.startVirtualThread(() -> engine.post("w", "{}"));
        step(engine);
        join(starter);
        for (int made = 0; !hasEnded(engine); made++) {
          assertThat(made).as("crashes before the run ends").isLessThan(2_000);
          crashes++;
          engine.kernel = engine.kernel.crash();
          engine.kernel.log(WorkflowRoom.SHARD).holdCommits();
          engine.room = engine.open();
          step(engine);
        }
        engine.kernel.log(WorkflowRoom.SHARD).releaseCommits();
      } else {
        engine.post("w", "{}");
        while (!hasEnded(engine)) {
          engine.kernel.settle();
          LockSupport.parkNanos(1_000_000);
          engine.clock.advance(Duration.ofSeconds(1));
        }
      }
      return result(engine);
    }
  }

  /** Lets what is held commit; moves the clock when nothing comes. */
  private static void step(Engine engine) {
    var log = engine.kernel.log(WorkflowRoom.SHARD);
    for (int patience = 0; patience < 200; patience++) {
      if (log.uncommittedEntries() > 0) {
        log.commitHeld();
        return;
      }
      LockSupport.parkNanos(500_000);
      if (patience % 20 == 19) {
        engine.clock.advance(Duration.ofSeconds(5));
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean hasEnded(Engine engine) {
    return engine.newest("w").at("/properties/endTime").isTextual();
  }

  private Result result(Engine engine) {
    JsonNode run = engine.newest("w");
    ResourceId id = Engine.workflowId("w").child("runs", run.path("name").asText());
    Map<String, String> actions = new TreeMap<>();
    for (JsonNode action : engine.list(id, "actions", "$top", "250")) {
      ResourceId child = id.child("actions", action.path("name").asText());
      actions.put(action.path("name").asText(), summary(action));
      for (JsonNode repetition : engine.list(child, "repetitions", "$top", "250")) {
        actions.put(
            action.path("name").asText() + "/" + repetition.path("name").asText(),
            summary(repetition));
      }
    }
    Set<String> sent =
        engine.bus.sent.stream()
            .map(one -> one.key().substring(one.key().indexOf('/')))
            .collect(Collectors.toSet());
    return new Result(
        run.at("/properties/status").asText(),
        String.join("\n", actions.values()),
        sent,
        called(engine));
  }

  /**
   * Returns how many executions of each action called over HTTP. A call that was repeated had the
   * same identifier and the body that was committed for the first.
   */
  private Map<String, Long> called(Engine engine) {
    Map<String, String> bodies = new TreeMap<>();
    Map<String, String> names = new TreeMap<>();
    for (OutgoingCall call : engine.http.calls()) {
      String id = call.headers().first("x-ms-client-request-id").orElseThrow();
      String body = new String(call.body(), StandardCharsets.UTF_8);
      assertThat(bodies.computeIfAbsent(id, first -> body)).isEqualTo(body);
      names.put(id, call.headers().first("x-ms-workflow-operation-name").orElseThrow());
    }
    assertThat(new HashSet<>(bodies.values())).as("guids").hasSameSizeAs(bodies.keySet());
    calls += engine.http.calls().size() + engine.bus.sent.size();
    return new TreeMap<>(
        names.values().stream()
            .collect(Collectors.groupingBy(name -> name, Collectors.counting())));
  }

  private static String summary(JsonNode action) {
    JsonNode properties = action.path("properties");
    String name = action.path("id").asText().replaceAll(".*/actions/", "");
    return String.join(
        " ",
        name,
        properties.path("status").asText(),
        properties.path("code").asText(),
        name.startsWith("Call") ? "" : properties.path("inputs").toString(),
        name.startsWith("Inc") ? "" : properties.path("outputs").toString(),
        Integer.toString(properties.path("retryHistory").size()));
  }

  private static void connect(Engine engine) {
    engine.tree.put(
        CONNECTION,
        (ObjectNode)
            Json.parse(
                """
                {"location":"local","properties":{"api":{"id":"/x/managedApis/servicebus"},
                 "parameterValueSet":{"name":"managedIdentityAuth","values":{"namespaceEndpoint":{"value":"sb://ns.example/"}}}}}
                """));
  }

  private static ObjectNode withConnections(String actions) {
    ObjectNode definition = Engine.definition(Engine.REQUEST, actions);
    definition.set(
        "parameters", Json.parse("{\"$connections\":{\"type\":\"Object\",\"defaultValue\":{}}}"));
    return definition;
  }

  private static String connections() {
    return """
    {"$connections":{"value":{"servicebus":{"connectionId":"%s","connectionName":"servicebus","id":"/x/managedApis/servicebus",
      "connectionProperties":{"authentication":{"type":"ManagedServiceIdentity","identity":"/i/sender"}}}}}}
    """
        .formatted(CONNECTION);
  }
}
