package io.trunkline.bench.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.ratis.RatisKernel;
import io.trunkline.kernel.ratis.RatisKernelConfig;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.workflows.WorkflowEngine;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.connector.IdentityPort;
import io.trunkline.workflows.connector.ServiceBusPort;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.WorkflowEffects;
import io.trunkline.workflows.effects.WorkflowLimits;
import io.trunkline.workflows.service.AccessControl;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowRecord;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/** Trunkline's engine on its own kernel, as in a node. */
final class TrunklineContender implements Contender {
  private static final String COMPUTE =
      "\"type\":\"Compose\",\"inputs\":{\"n\":\"@add(1,length(string(triggerBody())))\"}";
  private static final String CALL =
      "\"type\":\"Http\",\"inputs\":{\"method\":\"POST\",\"uri\":\"http://shop.example/\","
          + "\"body\":{\"n\":\"@add(1,length(string(triggerBody())))\"}}";

  /** Whether actions that only compute share a commit, as in a node. */
  enum Commits {
    SHARED,
    EACH
  }

  private final Commits commits;
  private final RatisKernel kernel;
  private final WorkflowEngine engine;
  private volatile Runnable ended = () -> {};
  private volatile Runnable called = () -> {};

  TrunklineContender(Path directory, Commits commits) {
    this.commits = commits;
    kernel = new RatisKernel(RatisKernelConfig.defaults(directory));
    ObjectNode limits = Json.object().put("maxRuns", 0).put("maxHistories", 0);
    if (commits == Commits.EACH) {
      limits.put("maxStepActions", 1);
    }
    SpanRecorder tracing =
        new SpanRecorder(
            span -> {
              if (span.name().equals("run")) {
                ended.run();
              }
            },
            InstantSource.system(),
            ThreadLocalRandom::current);
    engine =
        new WorkflowEngine(
            kernel,
            new WorkflowEngine.Neighbours(
                call -> {
                  called.run();
                  return CompletableFuture.completedFuture(HttpReply.status(200));
                },
                (identity, audience) -> "",
                absent(IdentityPort.class),
                absent(ServiceBusPort.class),
                absent(ResourceTree.class),
                Endpoints.local(0),
                List::of,
                Artifacts.none()),
            new Environment(
                InstantSource.system(),
                IdSource.secure(),
                tracing,
                Map.of(),
                WorkflowLimits.defaults().with(limits)),
            UnaryOperator.identity(),
            WorkflowEffects.virtualThreads());
    deploy(Work.COMPUTE.name(), sequence(STEPS, COMPUTE));
    deploy(Work.ONE.name(), sequence(1, COMPUTE));
    deploy(Work.CALLS.name(), sequence(STEPS, CALL));
    deploy("parallel", loop(""));
    deploy("sequential", loop("\"operationOptions\":\"Sequential\","));
    deploy(
        Work.WAIT.name(),
        "{\"Wait\":{\"type\":\"Wait\",\"inputs\":{\"interval\":{\"count\":1,\"unit\":\"Hour\"}}}}");
  }

  private static <T> T absent(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  private static String sequence(int steps, String step) {
    StringBuilder actions = new StringBuilder("{");
    for (int i = 0; i < steps; i++) {
      actions
          .append(i == 0 ? "" : ",")
          .append("\"Step%d\":{%s".formatted(i, step))
          .append(i == 0 ? "}" : ",\"runAfter\":{\"Step%d\":[\"Succeeded\"]}}".formatted(i - 1));
    }
    return actions.append("}").toString();
  }

  private static String loop(String options) {
    return "{\"Each\":{\"type\":\"Foreach\","
        + options
        + "\"foreach\":\"@range(0,triggerBody()['items'])\",\"actions\":{\"Item\":{\"type\":\"Compose\",\"inputs\":\"@item()\"}}}}";
  }

  private void deploy(String name, String actions) {
    ObjectNode definition = Json.object();
    definition.set(
        "triggers",
        Json.parse("{\"manual\":{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{}}}"));
    definition.set("actions", Json.parse(actions));
    ResourceId id =
        ResourceId.resourceGroup("00000000-0000-0000-0000-000000000000", "bench")
            .resource("Microsoft.Logic/workflows", name);
    engine
        .shard()
        .submit(
            new WorkflowCommand.PutWorkflow(
                name,
                id.toString(),
                1,
                "1",
                true,
                definition,
                null,
                null,
                "local",
                null,
                List.of(new WorkflowRecord.TriggerSpec("manual", 0, 0, 0, null))))
        .join();
    engine.directory().put(new WorkflowDirectory.Entry(name, id, "0", "0", AccessControl.OPEN));
  }

  /** Returns the sequences that tell something: calls take a commit each in any case. */
  List<Work> sequences() {
    return commits == Commits.SHARED ? List.of(Work.CALLS, Work.COMPUTE) : List.of(Work.COMPUTE);
  }

  /** Has {@code next} run whenever a step calls. */
  void whenCalled(Runnable next) {
    called = next;
  }

  private void start(String workflow, JsonNode body) {
    engine.calls().run(engine.directory().find(workflow).orElseThrow(), "manual", body);
  }

  @Override
  public String name() {
    return commits == Commits.SHARED ? "Trunkline" : "Trunkline, a commit each";
  }

  @Override
  public void whenEnded(Runnable next) {
    ended = next;
  }

  @Override
  public void start(Work work) {
    start(work.name(), Json.object().put("order", 1));
  }

  @Override
  public boolean loops(boolean parallel) {
    return true;
  }

  @Override
  public void startLoop(int items, boolean parallel) {
    start(parallel ? "parallel" : "sequential", Json.object().put("items", items));
  }

  @Override
  public void close() {
    kernel.close();
  }
}
