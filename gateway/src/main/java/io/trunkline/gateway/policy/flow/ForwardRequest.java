package io.trunkline.gateway.policy.flow;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyServices;
import io.trunkline.gateway.policy.PolicyValue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code forward-request}: calls the backend. Redirects are never followed. */
public final class ForwardRequest implements Policy {
  private final Optional<PolicyValue> seconds;
  private final Optional<PolicyValue> milliseconds;
  private final boolean bufferRequest;
  private final boolean failOnErrorStatus;
  private final PolicyServices services;

  private ForwardRequest(PolicyElement element, CompileContext context) {
    seconds = context.optional(element, "timeout");
    milliseconds = context.optional(element, "timeout-ms");
    bufferRequest = context.flag(element, "buffer-request-body", false);
    failOnErrorStatus = context.flag(element, "fail-on-error-status-code", false);
    services = context.services();
  }

  public static ForwardRequest compile(PolicyElement element, CompileContext context) {
    element
        .allowAttributes(
            "timeout",
            "timeout-ms",
            "follow-redirects",
            "buffer-request-body",
            "buffer-response",
            "fail-on-error-status-code",
            "http-version")
        .allowChildren();
    context.word(element, "follow-redirects", "false", "false");
    context.flag(element, "buffer-response", true);
    context.word(element, "http-version", "1", "1", "2or1");
    if (element.attribute("timeout").isPresent() && element.attribute("timeout-ms").isPresent()) {
      throw element.refuse("Only one of timeout and timeout-ms may be given.");
    }
    return new ForwardRequest(element, context);
  }

  @Override
  public Flow apply(Exchange exchange) {
    if (bufferRequest) {
      exchange.request().body().content();
    }
    services.backends().forward(exchange, timeout(exchange));
    int status = exchange.response().statusCode();
    if (failOnErrorStatus && status >= 400) {
      throw new PolicyError(
          status,
          "BackendResponseError",
          "The backend answered with status " + status + ".",
          "Internal server error",
          Map.of());
    }
    return Flow.CONTINUE;
  }

  private Duration timeout(Exchange exchange) {
    return seconds
        .map(value -> Duration.ofSeconds(value.number(exchange)))
        .or(() -> milliseconds.map(value -> Duration.ofMillis(value.number(exchange))))
        .orElse(services.config().forwardTimeout());
  }
}
