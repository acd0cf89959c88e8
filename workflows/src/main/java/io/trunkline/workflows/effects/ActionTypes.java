package io.trunkline.workflows.effects;

import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.workflows.connector.Connections;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.connector.RemoteCredentials;
import io.trunkline.workflows.definition.ActionType;
import java.util.EnumMap;
import java.util.Map;

/** The types of actions that run; every other loads, and fails when its turn comes. */
public final class ActionTypes {
  private final Map<ActionType, InstantAction> instant = new EnumMap<>(ActionType.class);
  private final Map<ActionType, CallAction> calls = new EnumMap<>(ActionType.class);

  public ActionTypes(
      HttpCaller http,
      ManagedIdentityTokens tokens,
      Connections connections,
      Connectors connectors,
      NestedRuns nestedRuns) {
    calls.put(ActionType.HTTP, new HttpCall(http, new Authentication(tokens, http)));
    ConnectorAction connectorAction = new ConnectorAction(connections, connectors);
    calls.put(ActionType.API_CONNECTION, connectorAction);
    calls.put(ActionType.SERVICE_PROVIDER, connectorAction);
    calls.put(ActionType.WORKFLOW, new WorkflowCall(nestedRuns));
    instant.put(ActionType.RESPONSE, new ResponseAction());
    DataActions.register(instant);
    VariableActions.register(instant);
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

  /** Returns how connections to connectors elsewhere prove who calls. */
  public static RemoteCredentials credentials(HttpCaller http, ManagedIdentityTokens tokens) {
    return new ConnectionCredentials(new Authentication(tokens, http));
  }

  Map<ActionType, InstantAction> instant() {
    return instant;
  }

  Map<ActionType, CallAction> calls() {
    return calls;
  }
}
