package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.WorkflowRoom;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs definitions undisturbed, and again with a {@code kill -9} after every committed entry: what
 * the histories say and which calls were made must be the same.
 */
class CrashTest {
  private static final ResourceId CONNECTION =
      Engine.GROUP.resource("Microsoft.Web/connections", "servicebus");

  private static final String SEND =
      "{\"type\":\"ApiConnection\",%s\"inputs\":{\"host\":{\"connection\":{\"name\":\""
          + CONNECTION
          + "\"}},\"method\":\"post\",\"path\":\"/orders/messages\",\"retryPolicy\":{\"type\":\"fixed\",\"count\":3,\"interval\":\"PT5S\"},\"body\":{\"ContentData\":\"@{base64(%s)}\"}}}";

  /** What is compared: all but ids and times. */
  private record Result(String status, String actions, Set<String> sent, Set<String> bodies) {}

  private static String definition(String name) {
    return switch (name) {
      case "nested scopes" ->
          """
          {"Outer":{"type":"Scope","actions":{
             "A":{"type":"Compose","inputs":1},
             "Inner":{"type":"Scope","runAfter":{"A":["Succeeded"]},"actions":{"B":{"type":"Compose","inputs":"@int('x')"},"C":{"type":"Compose","inputs":1,"runAfter":{"B":["Succeeded"]}}}},
             "D":{"type":"Compose","inputs":2,"runAfter":{"Inner":["Failed"]}}}},
           "If":{"type":"If","expression":"@equals(outputs('D'),2)","runAfter":{"Outer":["Succeeded"]},"actions":{"Yes":{"type":"Compose","inputs":"y"}},"else":{"actions":{"No":{"type":"Compose","inputs":"n"}}}}}
          """;
      case "loops" ->
          """
          {"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"n","type":"integer"},{"name":"sum","type":"integer"}]}},
           "Until":{"type":"Until","expression":"@equals(variables('n'),3)","limit":{"count":5,"timeout":"P1D"},"runAfter":{"Init":["Succeeded"]},"actions":{
             "Inc":{"type":"IncrementVariable","inputs":{"name":"n"}},
             "Each":{"type":"Foreach","foreach":"@range(1,3)","runAfter":{"Inc":["Succeeded"]},"actions":{"Add":{"type":"IncrementVariable","inputs":{"name":"sum","value":"@item()"}},"Send":%s}}}},
           "Sum":{"type":"Compose","inputs":"@variables('sum')","runAfter":{"Until":["Succeeded"]}}}
          """
              .formatted(
                  SEND.formatted("\"runAfter\":{\"Add\":[\"Succeeded\"]},", "string(item())"));
      case "retries and waits" ->
          """
          {"Wait":{"type":"Wait","inputs":{"interval":{"count":5,"unit":"Second"}}},
           "Send":%s,
           "Call":{"type":"Http","inputs":{"method":"POST","uri":"http://shop.example/","body":"@guid()"},"runAfter":{"Send":["Succeeded"],"Wait":["Succeeded"]}}}
          """
              .formatted(SEND.formatted("", "'x'"));
      default ->
          """
          {"Left":%s,"Right":%s,
           "Join":{"type":"Compose","inputs":"@concat(actions('Left')['status'],actions('Right')['status'])","runAfter":{"Left":["Succeeded","Failed"],"Right":["Succeeded"]}},
           "End":{"type":"Terminate","inputs":{"runStatus":"Cancelled"},"runAfter":{"Join":["Succeeded"]}}}
          """
              .formatted(SEND.formatted("", "'l'"), SEND.formatted("", "'r'"));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"nested scopes", "loops", "retries and waits", "parallel branches"})
  void aRestartAfterEveryCommitChangesNothing(String name) {
    Result undisturbed = run(name, false);
    assertThat(undisturbed.status()).isIn("Succeeded", "Cancelled");
    assertThat(run(name, true)).isEqualTo(undisturbed);
  }

  private static Result run(String name, boolean crashing) {
    try (Engine engine = new Engine()) {
      engine.http.answers(call -> HttpReply.status(200));
      engine.bus.failingAttempts = 2;
      connect(engine);
      engine.deploy("w", definitionWithConnections(name), connections());
      if (crashing) {
        engine.kernel.settle();
        engine.kernel.log(WorkflowRoom.SHARD).holdCommits();
        // The call that starts the run waits for its commit: let that one through.
        Thread starter = Thread.startVirtualThread(() -> engine.post("w", "{}"));
        step(engine);
        join(starter);
        int crashes = 0;
        while (!hasEnded(engine)) {
          crashes++;
          assertThat(crashes).as("crashes before the run ends").isLessThan(1_000);
          engine.kernel = engine.kernel.crash();
          engine.kernel.log(WorkflowRoom.SHARD).holdCommits();
          engine.room = engine.open();
          step(engine);
        }
        assertThat(crashes).as("crashes of the run").isGreaterThan(3);
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
        log.releaseCommits();
        log.holdCommits();
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

  private static Result result(Engine engine) {
    JsonNode run = engine.newest("w");
    ResourceId id = Engine.workflowId("w").child("runs", run.path("name").asText());
    var actions = new TreeMap<String, String>();
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
    List<OutgoingCall> calls = engine.http.calls();
    Set<String> bodies =
        calls.stream()
            .map(call -> new String(call.body(), StandardCharsets.UTF_8))
            .collect(Collectors.toSet());
    // A repeated call has the body that was committed for the first: one guid, however often.
    assertThat(bodies).hasSizeLessThanOrEqualTo(1);
    return new Result(
        run.at("/properties/status").asText(),
        String.join("\n", actions.values()),
        sent,
        bodies.stream().map(body -> "one").collect(Collectors.toSet()));
  }

  private static String summary(JsonNode action) {
    JsonNode properties = action.path("properties");
    String name = action.path("id").asText().replaceAll(".*/actions/", "");
    String inputs = name.startsWith("Call") ? "" : properties.path("inputs").toString();
    return String.join(
        " ",
        name,
        properties.path("status").asText(),
        properties.path("code").asText(),
        inputs,
        properties.path("outputs").toString(),
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

  private static ObjectNode definitionWithConnections(String name) {
    ObjectNode definition = Engine.definition(Engine.REQUEST, definition(name));
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
