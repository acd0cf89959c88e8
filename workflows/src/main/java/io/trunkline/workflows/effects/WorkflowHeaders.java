package io.trunkline.workflows.effects;

import io.trunkline.workflows.state.Firing;
import io.trunkline.workflows.state.RunRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers that tell which run a message comes from (reference/workflows.md §3.3, §4.2). */
public final class WorkflowHeaders {
  private WorkflowHeaders() {}

  /** Returns the headers of outgoing calls. */
  static Map<String, String> ofCall(CallSite site) {
    RunRecord run = site.run();
    Map<String, String> headers =
        common(site.version(), run.ref().run(), run.trackingId(), run.clientTrackingId());
    headers.put("x-ms-workflow-run-tracking-id", run.trackingId());
    headers.put("x-ms-workflow-operation-name", site.action().name());
    headers.put("x-ms-client-request-id", site.record().trackingId());
    headers.put("x-ms-action-tracking-id", site.record().trackingId());
    headers.put("User-Agent", "azure-logic-apps/1.0 (workflow " + run.ref().workflow() + ")");
    return headers;
  }

  /** Returns the headers of the answer that a Request trigger gives. */
  public static Map<String, String> ofReply(WorkflowVersion version, Firing firing) {
    Map<String, String> headers =
        common(version, firing.name(), firing.trackingId(), firing.clientTrackingId());
    headers.put("x-ms-trigger-history-name", firing.name());
    headers.put("x-ms-request-id", ":" + firing.trackingId());
    return headers;
  }

  private static Map<String, String> common(
      WorkflowVersion version, String run, String trackingId, String clientTrackingId) {
    Map<String, String> headers = new LinkedHashMap<>();
    String key = version.record().workflow();
    headers.put("x-ms-workflow-run-id", run);
    headers.put("x-ms-correlation-id", trackingId);
    headers.put("x-ms-tracking-id", trackingId);
    headers.put("x-ms-client-tracking-id", clientTrackingId);
    headers.put("x-ms-workflow-system-id", "/scaleunits/prod-00/workflows/" + key);
    headers.put("x-ms-workflow-id", key);
    headers.put("x-ms-workflow-version", version.record().version());
    headers.put("x-ms-workflow-name", version.name());
    return headers;
  }
}
