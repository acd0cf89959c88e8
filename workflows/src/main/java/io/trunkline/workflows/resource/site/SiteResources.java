package io.trunkline.workflows.resource.site;

import io.trunkline.kernel.Shard;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.ResourceType;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.WorkflowCommand;
import java.util.List;
import java.util.Set;

/** The resource types of Standard apps. */
public final class SiteResources {
  /** Versions of {@code Microsoft.Web} that tools ask for. */
  public static final Set<String> API_VERSIONS =
      Set.of(
          "2018-02-01",
          "2018-11-01",
          "2019-08-01",
          "2020-06-01",
          "2020-12-01",
          "2021-02-01",
          "2021-03-01",
          "2022-03-01",
          "2022-09-01",
          "2023-01-01",
          "2023-12-01",
          "2024-04-01",
          "2024-11-01");

  private final List<ResourceType> types;
  private final List<ProxiedType> workflows;

  public SiteResources(
      Shard<WorkflowCommand<?>> shard,
      WorkflowDirectory directory,
      RunHistory history,
      ResourceTree tree,
      Environment environment) {
    SiteType sites =
        new SiteType(new SiteWorkflows(shard, directory, history, environment), tree, environment);
    this.types = List.of(sites, new SiteConfigType(sites, tree), new ServerFarmType());
    this.workflows =
        List.of(
            new SiteWorkflowsType("Microsoft.Web/sites/workflows", tree),
            new SiteWorkflowsType("Microsoft.Web/sites/hostruntime/webhooks/api/workflows", tree));
  }

  /** Returns the types that are put. */
  public List<ResourceType> types() {
    return types;
  }

  /** Returns the types that show the workflows of an app. */
  public List<ProxiedType> workflows() {
    return workflows;
  }
}
