package io.trunkline.bench.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.ratis.RatisKernel;
import io.trunkline.kernel.ratis.RatisKernelConfig;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.workflows.WorkflowEngine;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.connector.ServiceBusPort;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.WorkflowEffects;
import io.trunkline.workflows.effects.WorkflowLimits;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Trunkline's engine on its own kernel, as in a node. */
final class TrunklineContender implements Contender {
  private final AtomicLong ended = new AtomicLong();
  private final RatisKernel kernel;
  private final WorkflowEngine engine;

  TrunklineContender(Path directory) {
    kernel = new RatisKernel(RatisKernelConfig.defaults(directory));
    SpanRecorder tracing =
        new SpanRecorder(
            span -> {
              if (span.name().equals("run")) {
                ended.incrementAndGet();
              }
            },
            InstantSource.system(),
            ThreadLocalRandom::current);
    engine =
        new WorkflowEngine(
            kernel,
            new WorkflowEngine.Neighbours(
                call -> CompletableFuture.failedFuture(new IllegalStateException("no calls")),
                (identity, audience) -> "",
                (identity, audience) -> {
                  throw new IllegalStateException("no identities");
                },
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
                WorkflowLimits.defaults()),
            UnaryOperator.identity(),
            WorkflowEffects.virtualThreads());
    deploy("sequence", sequence());
    deploy("parallel", loop(""));
    deploy("sequential", loop("\"operationOptions\":\"Sequential\","));
    deploy(
        "waiting",
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

  private static String sequence() {
    StringBuilder actions = new StringBuilder("{");
    for (int i = 0; i < STEPS; i++) {
      actions
          .append(i == 0 ? "" : ",")
          .append(
              "\"Step%d\":{\"type\":\"Compose\",\"inputs\":{\"n\":\"@add(%d,length(string(triggerBody())))\"}"
                  .formatted(i, i))
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
    engine.directory().put(new WorkflowDirectory.Entry(name, id, "0", "0"));
  }

  private void start(String workflow, JsonNode body) {
    engine.calls().run(engine.directory().find(workflow).orElseThrow(), "manual", body);
  }

  @Override
  public String name() {
    return "Trunkline";
  }

  @Override
  public void startSequence() {
    start("sequence", Json.object().put("order", 1));
  }

  @Override
  public void startLoop(int items, boolean parallel) {
    start(parallel ? "parallel" : "sequential", Json.object().put("items", items));
  }

  @Override
  public void startWaiting() {
    start("waiting", Json.object());
  }

  @Override
  public long ended() {
    return ended.get();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
