package io.trunkline.broker;

import io.trunkline.net.tracing.TraceContext;
import java.util.Map;
import java.util.Optional;

/** The trace that a message belongs to. */
public final class MessageTraces {
  /** The application property of W3C Trace Context. */
  public static final String TRACEPARENT = "traceparent";

  /** The application property of the same content that Azure clients set. */
  public static final String DIAGNOSTIC_ID = "Diagnostic-Id";

  private MessageTraces() {}

  /** Returns the context in the message's application properties; a broken one counts as none. */
  public static Optional<TraceContext> of(BrokerMessage message) {
    Map<String, Object> properties = message.applicationProperties();
    Object text = properties.getOrDefault(TRACEPARENT, properties.get(DIAGNOSTIC_ID));
    return text instanceof String traceparent ? TraceContext.parse(traceparent) : Optional.empty();
  }
}
