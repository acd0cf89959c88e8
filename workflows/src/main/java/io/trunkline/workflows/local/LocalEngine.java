package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.tracing.SpanRecorder;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.WorkflowEngine;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.WorkflowEffects;
import io.trunkline.workflows.effects.WorkflowLimits;
import io.trunkline.workflows.service.AccessControl;
import io.trunkline.workflows.service.TriggerCall;
import io.trunkline.workflows.service.TriggerReply;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.service.WorkflowException;
import io.trunkline.workflows.standard.AppArtifacts;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.RunView;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * The engine of a node in memory, for one workflow and its neighbours. Time stands still while
 * anything works and jumps over waits; nothing outside is called unless it is allowed. Not
 * thread-safe; close it.
 */
public final class LocalEngine implements AutoCloseable {
  private static final int MAX_RUNS = 1_000;

  private final Options options;
  private final ManualClock clock;
  private final MemoryKernel kernel;
  private final JumpingTime time;
  private final Environment environment;
  private final WorkflowEngine engine;
  private final Executor threads = WorkflowEffects.virtualThreads();
  private final Map<String, Map<String, byte[]>> artifacts = new ConcurrentHashMap<>();

  /**
   * How an engine behaves.
   *
   * @param now what the clock shows at first
   * @param patience real time after which a run is given up
   * @param http makes calls that are allowed
   * @param connectors loads connectors, for calls that are allowed
   */
  public record Options(
      Instant now, Duration patience, HttpCaller http, Supplier<List<Connector>> connectors) {

    /** Begins at {@code now} and calls nothing. */
    public static Options offline(Instant now) {
      return new Options(
          now,
          Duration.ofSeconds(60),
          call -> CompletableFuture.failedFuture(new LocalException("nothing is called here")),
          List::of);
    }
  }

  /** An engine without workflows. */
  public LocalEngine(Options options, Mocks mocks, Map<String, String> appSettings) {
    this.options = options;
    this.clock = new ManualClock(options.now());
    this.kernel = new MemoryKernel(clock);
    this.time = new JumpingTime(kernel, clock, threads);
    this.environment =
        new Environment(
            clock,
            IdSource.secure(),
            new SpanRecorder(span -> {}, clock, ThreadLocalRandom::current),
            appSettings,
            WorkflowLimits.defaults());
    WorkflowEngine.Neighbours neighbours =
        new WorkflowEngine.Neighbours(
            options.http(),
            (identity, audience) -> {
              throw NoIdentities.refusal();
            },
            new NoIdentities(),
            new NoServiceBus(),
            new NoResources(),
            Endpoints.local(0),
            options.connectors(),
            this::artifact);
    this.engine =
        new WorkflowEngine(
            kernel, neighbours, environment, types -> types.withStandIns(mocks), time);
  }

  private Optional<Artifacts.Artifact> artifact(
      String workflowId, Artifacts.Kind kind, String name) {
    return AppArtifacts.find(artifacts.getOrDefault(workflowId, Map.of()), kind, name);
  }

  /**
   * Deploys a workflow; its schedules and polls stay idle until they are {@link #run}.
   *
   * @throws LocalException listing what is wrong with it
   */
  public void deploy(LocalWorkflow workflow) {
    WorkflowDefinition definition = workflow.parse();
    ResourceId id = id(workflow.name());
    artifacts.put(id.toString(), workflow.artifacts());
    Shard<WorkflowCommand<?>> shard = engine.shard();
    shard
        .submit(
            new WorkflowCommand.PutWorkflow(
                workflow.name(),
                id.toString(),
                1,
                "1",
                true,
                workflow.definition(),
                workflow.deployed(definition),
                null,
                "local",
                null,
                definition.triggers().stream()
                    .map(trigger -> new WorkflowRecord.TriggerSpec(trigger.name(), 0, 0, 0, null))
                    .toList()))
        .join();
    engine
        .directory()
        .put(new WorkflowDirectory.Entry(workflow.name(), id, "0", "0", AccessControl.OPEN));
  }

  private static ResourceId id(String name) {
    return ResourceId.resourceGroup("00000000-0000-0000-0000-000000000000", "local")
        .resource("Microsoft.Logic/workflows", name);
  }

  /**
   * Fires a trigger and lets its runs come to their ends.
   *
   * @return a report of each run, in no order where the trigger splits its outputs; empty where the
   *     trigger's conditions were not met
   * @throws LocalException when the trigger refuses what it was given
   */
  public List<RunReport> run(LocalWorkflow workflow, TriggerInput input) {
    WorkflowDirectory.Entry entry = engine.directory().find(workflow.name()).orElseThrow();
    TriggerDefinition trigger = trigger(workflow, input);
    CompletableFuture<Void> fired =
        CompletableFuture.runAsync(() -> fire(entry, trigger, input), threads);
    // Time may pass once the runs are there: the caller then waits for their answer.
    while (!fired.isDone() && runs(workflow).isEmpty()) {
      Thread.onSpinWait();
    }
    time.passUntil(
        () -> fired.isDone() && runs(workflow).stream().allMatch(run -> run.status().ended()),
        options.patience());
    try {
      fired.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WorkflowException refusal) {
        throw new LocalException(
            "The trigger '%s' refuses the input: %s: %s"
                .formatted(trigger.name(), refusal.code(), refusal.getMessage()));
      }
      throw e;
    }
    List<RunReport> reports = new ArrayList<>();
    for (RunRecord run : runs(workflow).reversed()) {
      RunView view = engine.history().view(run.ref()).orElseThrow();
      reports.add(
          new ReportBuilder(
                  engine.history().loaded(workflow.name(), run.version()).orElseThrow(),
                  view,
                  environment)
              .report());
    }
    return reports;
  }

  private List<RunRecord> runs(LocalWorkflow workflow) {
    return engine.history().runs(workflow.name(), run -> true, MAX_RUNS);
  }

  private static TriggerDefinition trigger(LocalWorkflow workflow, TriggerInput input) {
    List<TriggerDefinition> triggers = List.copyOf(workflow.parse().triggers());
    if (input.trigger() == null && triggers.size() == 1) {
      return triggers.getFirst();
    }
    return triggers.stream()
        .filter(one -> one.name().equalsIgnoreCase(input.trigger()))
        .findFirst()
        .orElseThrow(
            () ->
                new LocalException(
                    "Name the trigger to fire; the workflow has: "
                        + String.join(
                            ", ", triggers.stream().map(TriggerDefinition::name).toList())));
  }

  private void fire(WorkflowDirectory.Entry entry, TriggerDefinition trigger, TriggerInput input) {
    if (!trigger.type().isRequest()) {
      engine.calls().fire(entry, trigger.name(), input.given());
      return;
    }
    Fields.Builder headers = Fields.builder();
    input.headers().forEach(headers::add);
    byte[] body = {};
    JsonNode given = input.body();
    if (given != null) {
      boolean text = given.isTextual() && !input.headers().isEmpty();
      body = text ? given.textValue().getBytes(StandardCharsets.UTF_8) : Json.bytes(given);
      if (input.headers().keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
        headers.add("Content-Type", "application/json");
      }
    }
    Fields.Builder queries = Fields.builder();
    input.queries().forEach(queries::add);
    List<String> path =
        Arrays.stream(input.path().split("/", -1)).filter(one -> !one.isEmpty()).toList();
    TriggerReply reply =
        engine
            .calls()
            .call(
                entry,
                trigger.name(),
                new TriggerCall(
                    input.method(),
                    path,
                    headers.build(),
                    queries.build(),
                    body,
                    environment.tracing().start("local", "run", null).context()));
    if (reply instanceof TriggerReply.Handshake) {
      throw new LocalException("The trigger took the input for a handshake of Event Grid.");
    }
  }

  /** Returns the time that the engine's clock shows. */
  public Instant now() {
    return clock.instant();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
