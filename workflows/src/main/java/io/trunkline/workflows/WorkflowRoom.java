package io.trunkline.workflows;

import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.ShardId;
import io.trunkline.resources.ResourceProvider;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.WorkflowEffects;
import io.trunkline.workflows.resource.CallbackActions;
import io.trunkline.workflows.resource.WorkflowResources;
import io.trunkline.workflows.resource.WorkflowType;
import io.trunkline.workflows.resource.site.SiteResources;
import io.trunkline.workflows.service.ActionCallbacks;
import io.trunkline.workflows.service.HistoryContents;
import io.trunkline.workflows.service.RunExpressions;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.wire.WorkflowPlane;
import java.util.List;
import java.util.function.UnaryOperator;

/** The workflow engine with its doors: its plane and its resource types. */
public final class WorkflowRoom {
  public static final ShardId SHARD = WorkflowEngine.SHARD;

  private final WorkflowPlane plane;
  private final List<ResourceProvider> providers;

  /** Opens the engine; runs under way go on at once. */
  public WorkflowRoom(
      Kernel kernel, WorkflowEngine.Neighbours neighbours, Environment environment) {
    WorkflowEngine engine =
        new WorkflowEngine(
            kernel,
            neighbours,
            environment,
            UnaryOperator.identity(),
            WorkflowEffects.virtualThreads());
    RunHistory history = engine.history();
    HistoryContents contents = new HistoryContents(history);
    CallbackActions callbacks = new CallbackActions(engine.urls(), history);
    this.plane =
        new WorkflowPlane(
            engine.directory(),
            engine.urls(),
            engine.calls(),
            new ActionCallbacks(engine.shard(), engine.environment()),
            history,
            contents,
            environment.limits().maxBodyBytes());
    WorkflowType type =
        new WorkflowType(
            engine.shard(),
            engine.directory(),
            history,
            callbacks,
            engine.urls(),
            neighbours.resources(),
            neighbours.endpoints(),
            environment);
    this.providers =
        WorkflowResources.providers(
            type,
            engine.directory(),
            history,
            contents,
            engine.calls(),
            engine.urls(),
            callbacks,
            engine.connectors(),
            new RunExpressions(history, contents, engine.environment()),
            new SiteResources(
                engine.shard(), engine.directory(), history, neighbours.resources(), environment),
            neighbours.endpoints());
  }

  /** Returns the HTTP plane for the doors. */
  public WorkflowPlane plane() {
    return plane;
  }

  /** Returns {@code Microsoft.Logic} and {@code Microsoft.Web} for the resource manager. */
  public List<ResourceProvider> providers() {
    return providers;
  }
}
