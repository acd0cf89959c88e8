package io.trunkline.gateway.policy.flow;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code trace}: a line in the gateway's debug log. */
public record Trace(String source, PolicyValue message) implements Policy {
  private static final Logger LOG = LoggerFactory.getLogger(Trace.class);

  public static Trace compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("source", "severity").allowChildren("message", "metadata");
    PolicyElement message =
        element
            .child("message")
            .orElseThrow(() -> element.refuse("The element 'message' is missing."));
    context.word(element, "severity", "verbose", "verbose", "information", "error");
    return new Trace(context.requiredLiteral(element, "source"), context.text(message));
  }

  @Override
  public Flow apply(Exchange exchange) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("request {}: {}: {}", exchange.requestId(), source, message.text(exchange));
    }
    return Flow.CONTINUE;
  }
}
