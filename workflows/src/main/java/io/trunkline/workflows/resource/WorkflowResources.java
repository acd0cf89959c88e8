package io.trunkline.workflows.resource;

import io.trunkline.net.Endpoints;
import io.trunkline.resources.ProxiedType;
import io.trunkline.resources.ResourceProvider;
import io.trunkline.resources.ResourceType;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.resource.site.SiteResources;
import io.trunkline.workflows.service.CallbackUrls;
import io.trunkline.workflows.service.HistoryContents;
import io.trunkline.workflows.service.RunExpressions;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.TriggerCalls;
import io.trunkline.workflows.service.WorkflowDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
      Connectors connectors,
      RunExpressions expressions,
      SiteResources sites,
      Endpoints endpoints) {
    HistoryPlace place = new HistoryPlace(directory, history);
    HistoryJson json = new HistoryJson(contents, urls, history, endpoints);
    ExpressionTracesJson traces = new ExpressionTracesJson(expressions);
    List<ProxiedType> histories = new ArrayList<>();
    for (String prefix : LogicPaths.PREFIXES) {
      histories.addAll(
          List.of(
              new TriggersType(prefix, place, calls, callbacks),
              new HistoriesType(prefix, place, calls, json),
              new VersionsType(prefix, place),
              new VersionTriggersType(prefix, place, callbacks),
              new RunsType(prefix, place, json),
              new OperationsType(prefix, place, json),
              new RunActionsType(prefix, place, json, traces),
              new RequestHistoriesType(prefix, false, place, json),
              new RepetitionsType(prefix, place, json, traces),
              new RequestHistoriesType(prefix, true, place, json),
              new ScopeRepetitionsType(prefix, place, json)));
    }
    histories.addAll(sites.workflows());
    Map<Boolean, List<ProxiedType>> byApp =
        histories.stream()
            .collect(Collectors.partitioningBy(type -> type.name().startsWith("Microsoft.Web/")));
    List<ResourceType> web = new ArrayList<>(sites.types());
    web.add(new ConnectionType(connectors));
    web.add(new CustomApiType());
    return List.of(
        new ResourceProvider(
            "Microsoft.Logic",
            Stream.concat(Stream.of(workflows), IntegrationAccountTypes.all().stream()).toList(),
            byApp.get(false)),
        new ResourceProvider("Microsoft.Web", web, byApp.get(true)));
  }
}
