package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.definition.ActionDefinition;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An action that calls something outside, or its stand-in. */
final class StandInCall implements CallAction {
  private final @Nullable CallAction action;
  private final StandIns standIns;

  /**
   * @param action null where the engine has no such action
   */
  StandInCall(@Nullable CallAction action, StandIns standIns) {
    this.action = action;
    this.standIns = standIns;
  }

  @Override
  public JsonNode inputs(ActionDefinition definition, RunContext context) {
    return action == null
        ? MaskedInputs.evaluate(definition, context)
        : action.inputs(definition, context);
  }

  @Override
  public boolean followsLocation() {
    return action != null && action.followsLocation();
  }

  /** What stands in for a webhook is what it was called back with. */
  @Override
  public Optional<JsonNode> awaitsCallback(CallSite site, CallResult.Answer answer) {
    return action == null || standIn(site).isPresent()
        ? Optional.empty()
        : action.awaitsCallback(site, answer);
  }

  private Optional<JsonNode> standIn(CallSite site) {
    return standIns.of(
        site.action().name(), site.record().key().repetition(), site.record().attempt());
  }

  @Override
  public Call prepare(CallSite site) {
    String name = site.action().name();
    Optional<JsonNode> standIn = standIn(site);
    if (standIn.isPresent()) {
      CallResult result = StandInResults.of(standIn.get(), name, site.context());
      return span -> CompletableFuture.completedFuture(result);
    }
    if (action == null) {
      return refuse(
          "WorkflowRunActionTypeUnsupported",
          "Actions of type '%s' are not supported; give the action '%s' a mock."
              .formatted(site.action().type().text(), name));
    }
    return standIns.callsAllowed() || !action.reachesOutside()
        ? action.prepare(site)
        : refuse(
            "NotMocked",
            "The action '%s' calls something outside: give it a mock, or allow calls."
                .formatted(name));
  }

  private static Call refuse(String code, String message) {
    CallResult result = new CallResult.NoAnswer(code, message, false);
    return span -> CompletableFuture.completedFuture(result);
  }
}
