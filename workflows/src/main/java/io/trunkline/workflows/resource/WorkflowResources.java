package io.trunkline.workflows.resource;

import io.trunkline.resources.ResourceProvider;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.service.CallbackUrls;
import io.trunkline.workflows.service.HistoryContents;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.TriggerCalls;
import io.trunkline.workflows.service.WorkflowDirectory;
import java.util.List;

/** The providers that this room registers. */
public final class WorkflowResources {
  private WorkflowResources() {}

  /** Returns {@code Microsoft.Logic} and {@code Microsoft.Web}. */
  public static List<ResourceProvider> providers(
      WorkflowType workflows,
      WorkflowDirectory directory,
      RunHistory history,
      HistoryContents contents,
      TriggerCalls calls,
      CallbackUrls urls,
      CallbackActions callbacks,
      Connectors connectors) {
    HistoryPlace place = new HistoryPlace(directory, history);
    HistoryJson json = new HistoryJson(contents, urls, history);
    return List.of(
        new ResourceProvider(
            "Microsoft.Logic",
            List.of(workflows),
            List.of(
                new TriggersType(place, calls, callbacks),
                new HistoriesType(place, calls, json),
                new VersionsType(place),
                new RunsType(place, json),
                new RunActionsType(place, json),
                new RepetitionsType(place, json),
                new ScopeRepetitionsType(place, json))),
        new ResourceProvider(
            "Microsoft.Web",
            List.of(new ConnectionType(connectors), new CustomApiType()),
            List.of()));
  }
}
