package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.connector.Authentication;
import io.trunkline.workflows.connector.Connections;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.connector.ManagedApis;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.script.JavaScript;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** The types of actions that run; every other loads, and fails when its turn comes. */
public final class ActionTypes {
  private final Map<ActionType, InstantAction> instant = new EnumMap<>(ActionType.class);
  private final Map<ActionType, CallAction> calls = new EnumMap<>(ActionType.class);

  /**
   * What actions need of the rest of the room.
   *
   * @param addresses where webhooks call back
   * @param nestedRuns runs other workflows
   * @param batches takes messages for Batch triggers
   * @param managedApis finds the APIs of API Management services
   * @param artifacts finds maps and schemas
   * @param javaScript runs inline code
   */
  public record Ports(
      CallbackAddresses addresses,
      NestedRuns nestedRuns,
      BatchInbox batches,
      ManagedApis managedApis,
      Artifacts artifacts,
      JavaScript javaScript) {}

  public ActionTypes(
      HttpCaller http,
      Authentication authentication,
      Connections connections,
      Connectors connectors,
      Ports ports) {
    calls.put(ActionType.HTTP, new HttpCall(http, authentication));
    calls.put(
        ActionType.API_MANAGEMENT,
        new HttpCall(http, authentication, site -> managedApi(site, ports.managedApis())));
    calls.put(
        ActionType.HTTP_WEBHOOK, new HttpWebhookCall(http, authentication, ports.addresses()));
    ConnectorAction connectorAction = new ConnectorAction(connections, connectors);
    calls.put(ActionType.API_CONNECTION, connectorAction);
    calls.put(ActionType.SERVICE_PROVIDER, connectorAction);
    calls.put(
        ActionType.API_CONNECTION_WEBHOOK,
        new ConnectorWebhookCall(
            new ConnectorSubscriptions(connections, connectors), ports.addresses()));
    calls.put(ActionType.WORKFLOW, new WorkflowCall(ports.nestedRuns()));
    calls.put(ActionType.SEND_TO_BATCH, new SendToBatchCall(ports.batches()));
    calls.put(ActionType.JAVA_SCRIPT_CODE, new JavaScriptAction(ports.javaScript()));
    new ContentActions(ports.artifacts()).register(calls);
    new XmlActions(ports.artifacts()).register(calls);
    instant.put(ActionType.RESPONSE, new ResponseAction());
    DataActions.register(instant);
    VariableActions.register(instant);
  }

  private static Supplier<JsonNode> managedApi(CallSite site, ManagedApis apis) {
    String key = site.secret(ManagedApis.SUBSCRIPTION_KEY).map(JsonNode::asText).orElse(null);
    return () -> apis.request(site.inputs(), key);
  }

  /** Lets {@code standIns} answer in place of actions, and calls nothing outside unless allowed. */
  public ActionTypes withStandIns(StandIns standIns) {
    instant.replaceAll((type, action) -> new StandInInstant(action, standIns));
    calls.replaceAll((type, action) -> new StandInCall(action, standIns));
    for (ActionType type : ActionType.values()) {
      if (!type.isScope() && !instant.containsKey(type)) {
        calls.computeIfAbsent(type, _ -> new StandInCall(null, standIns));
      }
    }
    return this;
  }

  Map<ActionType, InstantAction> instant() {
    return instant;
  }

  Map<ActionType, CallAction> calls() {
    return calls;
  }
}
