package io.trunkline.compat.workload;

import io.trunkline.compat.history.Operation.FinishRun;
import io.trunkline.compat.history.Operation.StartRun;
import io.trunkline.compat.history.Outcome;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Starts runs of a workflow whose only action calls {@link WebService}. */
public final class RunStarter extends Workload {
  private static final String API_VERSION = "?api-version=2019-05-01";

  private final Surroundings surroundings;
  private final HttpCalls calls;
  private final String workflow;
  private final String trigger;
  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private int at;
  private long started;

  private RunStarter(
      Surroundings surroundings, HttpCalls calls, int first, String workflow, String trigger) {
    super("shop", 250);
    this.surroundings = surroundings;
    this.calls = calls;
    this.at = first;
    this.workflow = workflow;
    this.trigger = trigger;
  }

  /**
   * Makes the workflow, and somebody who has not begun to start its runs.
   *
   * @param first index of the node to begin with
   * @param workflow id of the workflow
   * @param service address of the web service
   */
  public static RunStarter deploy(
      Surroundings surroundings, HttpCalls calls, int first, String workflow, String service)
      throws IOException, InterruptedException {
    Endpoints node = surroundings.nodes().getFirst();
    calls.manage(
        node,
        "PUT",
        workflow + API_VERSION,
        """
        {"location": "local", "properties": {"definition": {
          "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
          "contentVersion": "1.0.0.0",
          "triggers": {"order": {"type": "Request", "kind": "Http", "inputs": {"schema": {}}}},
          "actions": {"fulfil": {"type": "Http", "runAfter": {}, "inputs": {
            "method": "POST", "uri": "%s", "body": "@triggerBody()",
            "retryPolicy": {"type": "fixed", "count": 60, "interval": "PT5S"}}}}}}}
        """
            .formatted(service));
    URI callback =
        URI.create(
            calls
                .manage(
                    node, "POST", workflow + "/triggers/order/listCallbackUrl" + API_VERSION, "")
                .path("value")
                .asText());
    return new RunStarter(
        surroundings, calls, first, workflow, callback.getRawPath() + "?" + callback.getRawQuery());
  }

  @Override
  void round() {
    String key = name() + "-" + ++started;
    Outcome outcome =
        surroundings.recorder().attempt(name(), new StartRun(workflow, key), () -> start(key));
    if (outcome != Outcome.OK) {
      at++;
    }
  }

  private void start(String key) throws IOException, InterruptedException {
    String id =
        calls
            .send(
                surroundings.nodes().get(at % surroundings.nodes().size()),
                "POST",
                trigger,
                Json.text(Json.object().put("workflow", workflow).put("key", key)),
                Map.of("x-ms-client-tracking-id", key))
            .headers()
            .firstValue("x-ms-workflow-run-id")
            .orElseThrow();
    accepted.put(key, id);
  }

  /** Writes down which accepted runs have succeeded since; returns whether all have ended. */
  public boolean audit() throws IOException, InterruptedException {
    boolean ended = true;
    for (Map.Entry<String, String> run : Map.copyOf(accepted).entrySet()) {
      Instant invoked = surroundings.recorder().now();
      String status =
          calls
              .manage(
                  surroundings.nodes().getFirst(),
                  "GET",
                  workflow + "/runs/" + run.getValue() + API_VERSION,
                  "")
              .at("/properties/status")
              .asText();
      if (status.equals("Running") || status.equals("Waiting")) {
        ended = false;
      } else {
        accepted.remove(run.getKey());
      }
      if (status.equals("Succeeded")) {
        surroundings
            .recorder()
            .add("auditor", new FinishRun(workflow, run.getKey()), invoked, Outcome.OK);
      }
    }
    return ended;
  }

  @Override
  void end() {
    // nothing is open
  }
}
