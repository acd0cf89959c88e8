package io.trunkline.workflows.effects;

import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.RunRef;

/** The addresses at which webhooks call back: what {@code listCallbackUrl()} answers. */
public interface CallbackAddresses {
  /**
   * Returns the address of a webhook trigger.
   *
   * @param workflow the workflow's key
   * @throws NotReadyException while the node starts
   */
  String ofTrigger(String workflow, String trigger);

  /**
   * Returns the address of a webhook action.
   *
   * @throws NotReadyException while the node starts
   */
  String ofAction(RunRef run, ActionKey action);
}
