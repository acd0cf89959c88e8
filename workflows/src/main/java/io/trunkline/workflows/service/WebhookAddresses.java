package io.trunkline.workflows.service;

import io.trunkline.workflows.effects.CallbackAddresses;
import io.trunkline.workflows.effects.NotReadyException;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.RunRef;

/** Signs the addresses that webhooks are given. */
public final class WebhookAddresses implements CallbackAddresses {
  private final WorkflowDirectory directory;
  private final CallbackUrls urls;

  public WebhookAddresses(WorkflowDirectory directory, CallbackUrls urls) {
    this.directory = directory;
    this.urls = urls;
  }

  @Override
  public String ofTrigger(String workflow, String trigger) {
    WorkflowDirectory.Entry entry = entry(workflow);
    return urls.trigger(entry, trigger, CallbackUrls.KeyType.PRIMARY, null).url("");
  }

  @Override
  public String ofAction(RunRef run, ActionKey action) {
    return urls.action(entry(run.workflow()), run.run(), action).url("");
  }

  private WorkflowDirectory.Entry entry(String workflow) {
    return directory
        .find(workflow)
        .orElseThrow(() -> new NotReadyException("workflow " + workflow + " is not known yet"));
  }
}
