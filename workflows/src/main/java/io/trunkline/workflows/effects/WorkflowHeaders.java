package io.trunkline.workflows.effects;

import io.trunkline.net.http.Fields;
import io.trunkline.workflows.state.RunRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers that tell which run a message comes from (reference/workflows.md §3.3, §4.2). */
public final class WorkflowHeaders {
  private WorkflowHeaders() {}

  /** Adds the headers of outgoing calls. */
  static void addTo(Fields.Builder headers, CallSite site) {
    RunRecord run = site.run();
    common(site.version(), run).forEach(headers::add);
    headers.add("x-ms-workflow-run-tracking-id", run.trackingId());
    headers.add("x-ms-workflow-operation-name", site.action().name());
    headers.add("x-ms-client-request-id", site.record().trackingId());
    headers.add("x-ms-action-tracking-id", site.record().trackingId());
    headers.add("User-Agent", "azure-logic-apps/1.0 (workflow " + run.ref().workflow() + ")");
  }

  /** Returns the headers of the answer that a Request trigger gives. */
  public static Map<String, String> ofReply(
      WorkflowVersion version, RunRecord run, String requestId) {
    Map<String, String> headers = common(version, run);
    headers.put("x-ms-trigger-history-name", run.origin());
    headers.put("x-ms-request-id", ":" + requestId);
    return headers;
  }

  private static Map<String, String> common(WorkflowVersion version, RunRecord run) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-ms-workflow-run-id", run.ref().run());
    headers.put("x-ms-correlation-id", run.trackingId());
    headers.put("x-ms-tracking-id", run.trackingId());
    headers.put("x-ms-client-tracking-id", run.clientTrackingId());
    headers.put("x-ms-workflow-system-id", "/scaleunits/prod-00/workflows/" + run.ref().workflow());
    headers.put("x-ms-workflow-id", run.ref().workflow());
    headers.put("x-ms-workflow-version", run.version());
    headers.put("x-ms-workflow-name", version.name());
    return headers;
  }
}
