package io.trunkline.workflows.service;

import io.trunkline.net.http.Fields;
import io.trunkline.net.tracing.TraceContext;
import java.util.List;

/**
 * A call of a trigger's URL, signature already checked.
 *
 * @param relativePath decoded segments behind {@code /paths/invoke}
 * @param parameters query parameters, those of the signature included
 * @param trace the span of the request
 */
@SuppressWarnings("ArrayRecordComponent") // a request is never compared
public record TriggerCall(
    String method,
    List<String> relativePath,
    Fields headers,
    Fields parameters,
    byte[] body,
    TraceContext trace) {
  public TriggerCall {
    relativePath = List.copyOf(relativePath);
  }
}
