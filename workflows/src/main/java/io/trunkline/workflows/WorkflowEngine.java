package io.trunkline.workflows;

import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.net.Endpoints;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.resources.ResourceTree;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.connector.Authentication;
import io.trunkline.workflows.connector.ConnectionCredentials;
import io.trunkline.workflows.connector.Connections;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.connector.EventGridConnector;
import io.trunkline.workflows.connector.IdentityPort;
import io.trunkline.workflows.connector.IntegrationAccounts;
import io.trunkline.workflows.connector.ManagedApis;
import io.trunkline.workflows.connector.RemoteConnector;
import io.trunkline.workflows.connector.ServiceBusConnector;
import io.trunkline.workflows.connector.ServiceBusPort;
import io.trunkline.workflows.effects.ActionTypes;
import io.trunkline.workflows.effects.BatchReleases;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.Firings;
import io.trunkline.workflows.effects.LargeValues;
import io.trunkline.workflows.effects.ResponseWaiters;
import io.trunkline.workflows.effects.RunTraces;
import io.trunkline.workflows.effects.StatelessRuns;
import io.trunkline.workflows.effects.TriggerChecks;
import io.trunkline.workflows.effects.Unsubscriptions;
import io.trunkline.workflows.effects.VersionCache;
import io.trunkline.workflows.effects.WorkflowEffects;
import io.trunkline.workflows.resource.site.SiteArtifacts;
import io.trunkline.workflows.script.JavaScript;
import io.trunkline.workflows.script.ScriptLimits;
import io.trunkline.workflows.service.BatchSends;
import io.trunkline.workflows.service.CallbackUrls;
import io.trunkline.workflows.service.NamedWorkflows;
import io.trunkline.workflows.service.NestedCalls;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.TriggerCalls;
import io.trunkline.workflows.service.WebhookAddresses;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowMachine;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What runs workflows and reads their history: the room without its doors. A node has one behind
 * {@link WorkflowRoom}; {@link io.trunkline.workflows.local.LocalEngine} has one in memory.
 */
public final class WorkflowEngine {
  public static final ShardId SHARD = new ShardId("workflows");

  private final Shard<WorkflowCommand<?>> shard;
  private final WorkflowDirectory directory = new WorkflowDirectory();
  private final Connectors connectors;
  private final Environment environment;
  private final CallbackUrls urls;
  private final TriggerCalls calls;
  private final RunHistory history;

  /**
   * What the engine needs from its neighbours.
   *
   * @param resources the tree; used only once it serves
   * @param connectors loads the connectors that do not live in this room; asked when a workflow
   *     first needs one
   * @param artifacts finds maps and schemas; those of Standard apps and of integration accounts in
   *     the tree are found besides
   */
  public record Neighbours(
      HttpCaller http,
      ManagedIdentityTokens tokens,
      IdentityPort identities,
      ServiceBusPort serviceBus,
      ResourceTree resources,
      Endpoints endpoints,
      Supplier<List<Connector>> connectors,
      Artifacts artifacts) {}

  /**
   * Opens the shard {@code workflows}; runs under way go on at once.
   *
   * @param actions may change what actions do
   * @param threads runs what blocks; a thread for each task
   */
  public WorkflowEngine(
      Kernel kernel,
      Neighbours neighbours,
      Environment around,
      UnaryOperator<ActionTypes> actions,
      Executor threads) {
    WorkflowMachine machine = new WorkflowMachine();
    LargeValues values =
        new LargeValues(machine, around.limits().inlineBytes(), around.limits().cacheBytes());
    environment = around.with(values);
    VersionCache versions = new VersionCache(machine);
    RunTraces traces = new RunTraces();
    Firings firings = new Firings(environment, traces);
    ResponseWaiters waiters = new ResponseWaiters();
    Authentication authentication =
        new Authentication(neighbours.tokens(), neighbours.http(), environment.clock());
    Connections connections = new Connections(neighbours.resources());
    connectors =
        new Connectors(
            List.of(
                new ServiceBusConnector(neighbours.serviceBus(), neighbours.identities()),
                new EventGridConnector(
                    neighbours.resources(),
                    neighbours.identities(),
                    authentication,
                    neighbours.endpoints().httpsBase())),
            neighbours.connectors(),
            new RemoteConnector(neighbours.http(), new ConnectionCredentials(authentication)));
    urls = new CallbackUrls(neighbours.endpoints(), environment.clock());
    WebhookAddresses addresses = new WebhookAddresses(directory, urls);
    NamedWorkflows named = new NamedWorkflows(directory);
    NestedCalls nested = new NestedCalls(named);
    BatchSends batches = new BatchSends(named);
    ManagedApis apis = new ManagedApis(neighbours.resources());
    ActionTypes types =
        new ActionTypes(
            neighbours.http(),
            authentication,
            connections,
            connectors,
            new ActionTypes.Ports(
                addresses,
                nested,
                batches,
                apis,
                neighbours
                    .artifacts()
                    .or(new SiteArtifacts(neighbours.resources()))
                    .or(new IntegrationAccounts(neighbours.resources())),
                new JavaScript(ScriptLimits.defaults())));
    ActionTypes chosen = actions.apply(types);
    WorkflowEffects effects =
        new WorkflowEffects(
            machine,
            versions,
            chosen,
            new TriggerChecks(
                versions,
                firings,
                connections,
                connectors,
                neighbours.http(),
                authentication,
                apis,
                addresses,
                environment),
            new Unsubscriptions(
                neighbours.http(), authentication, connections, connectors, environment),
            new BatchReleases(machine, versions, firings, environment),
            waiters,
            traces,
            environment,
            threads);
    shard = kernel.open(SHARD, machine, effects);
    values.through(shard);
    batches.through(shard);
    history = new RunHistory(shard, machine, versions, environment);
    calls =
        new TriggerCalls(
            shard,
            versions,
            firings,
            waiters,
            traces,
            new StatelessRuns(chosen, traces, environment, threads),
            urls,
            history,
            environment);
    named.through(history);
    nested.through(calls);
  }

  /** Returns the shard that runs live on. */
  public Shard<WorkflowCommand<?>> shard() {
    return shard;
  }

  /** Returns the workflows that exist; whoever deploys adds to it. */
  public WorkflowDirectory directory() {
    return directory;
  }

  public Connectors connectors() {
    return connectors;
  }

  /** Returns the environment with what the engine keeps apart. */
  public Environment environment() {
    return environment;
  }

  public CallbackUrls urls() {
    return urls;
  }

  public TriggerCalls calls() {
    return calls;
  }

  public RunHistory history() {
    return history;
  }
}
