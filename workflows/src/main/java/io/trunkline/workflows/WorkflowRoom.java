package io.trunkline.workflows;

import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.net.Endpoints;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.resources.ResourceProvider;
import io.trunkline.resources.ResourceTree;
import io.trunkline.workflows.connector.Connections;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.connector.IdentityPort;
import io.trunkline.workflows.connector.RemoteConnector;
import io.trunkline.workflows.connector.ServiceBusConnector;
import io.trunkline.workflows.connector.ServiceBusPort;
import io.trunkline.workflows.effects.ActionTypes;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.Firings;
import io.trunkline.workflows.effects.ResponseWaiters;
import io.trunkline.workflows.effects.RunTraces;
import io.trunkline.workflows.effects.TriggerChecks;
import io.trunkline.workflows.effects.VersionCache;
import io.trunkline.workflows.effects.WorkflowEffects;
import io.trunkline.workflows.resource.CallbackActions;
import io.trunkline.workflows.resource.WorkflowResources;
import io.trunkline.workflows.resource.WorkflowType;
import io.trunkline.workflows.service.CallbackUrls;
import io.trunkline.workflows.service.HistoryContents;
import io.trunkline.workflows.service.NestedCalls;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.TriggerCalls;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowMachine;
import io.trunkline.workflows.wire.WorkflowPlane;
import java.util.List;
import java.util.function.Supplier;

/** The workflow engine, put together: opens its shard and offers its plane and resource types. */
public final class WorkflowRoom {
  public static final ShardId SHARD = new ShardId("workflows");

  private final WorkflowPlane plane;
  private final List<ResourceProvider> providers;

  /**
   * What the room needs from its neighbours.
   *
   * @param resources the tree; used only once it serves
   * @param connectors loads the connectors that do not live in this room; asked when a workflow
   *     first needs one
   */
  public record Neighbours(
      HttpCaller http,
      ManagedIdentityTokens tokens,
      IdentityPort identities,
      ServiceBusPort serviceBus,
      ResourceTree resources,
      Endpoints endpoints,
      Supplier<List<Connector>> connectors) {}

  /** Opens the shard {@code workflows}; runs under way go on at once. */
  public WorkflowRoom(Kernel kernel, Neighbours neighbours, Environment environment) {
    WorkflowMachine machine = new WorkflowMachine();
    VersionCache versions = new VersionCache(machine);
    RunTraces traces = new RunTraces();
    Firings firings = new Firings(environment, traces);
    ResponseWaiters waiters = new ResponseWaiters();
    Connections connections = new Connections(neighbours.resources());
    Connectors connectors =
        new Connectors(
            List.of(new ServiceBusConnector(neighbours.serviceBus(), neighbours.identities())),
            neighbours.connectors(),
            new RemoteConnector(
                neighbours.http(),
                ActionTypes.credentials(neighbours.http(), neighbours.tokens())));
    WorkflowDirectory directory = new WorkflowDirectory();
    NestedCalls nested = new NestedCalls(directory);
    WorkflowEffects effects =
        new WorkflowEffects(
            machine,
            versions,
            new ActionTypes(
                neighbours.http(), neighbours.tokens(), connections, connectors, nested),
            new TriggerChecks(versions, firings, connections, connectors, machine, environment),
            waiters,
            traces,
            environment,
            WorkflowEffects.virtualThreads());
    Shard<WorkflowCommand<?>> shard = kernel.open(SHARD, machine, effects);
    CallbackUrls urls = new CallbackUrls(neighbours.endpoints(), environment.clock());
    TriggerCalls calls =
        new TriggerCalls(shard, versions, firings, waiters, traces, urls, environment);
    nested.through(calls);
    RunHistory history = new RunHistory(shard, machine, versions);
    HistoryContents contents = new HistoryContents(history);
    CallbackActions callbacks = new CallbackActions(urls, history);
    this.plane =
        new WorkflowPlane(
            directory, urls, calls, history, contents, environment.limits().maxBodyBytes());
    WorkflowType type =
        new WorkflowType(
            shard,
            directory,
            history,
            callbacks,
            neighbours.resources(),
            neighbours.endpoints(),
            environment);
    this.providers =
        WorkflowResources.providers(
            type, directory, history, contents, calls, urls, callbacks, connectors);
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
