package io.trunkline.gateway.policy.flow;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import io.trunkline.gateway.policy.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code retry}: repeats its steps while a condition holds, with a pause that may grow. */
public record Retry(
    PolicyValue condition,
    PolicyValue count,
    PolicyValue interval,
    Optional<PolicyValue> maxInterval,
    Optional<PolicyValue> delta,
    PolicyValue firstFast,
    List<Step> steps)
    implements Policy {

  public static Retry compile(PolicyElement element, CompileContext context) {
    element.allowAttributes(
        "condition", "count", "interval", "max-interval", "delta", "first-fast-retry");
    return new Retry(
        context.required(element, "condition"),
        context.required(element, "count"),
        context.required(element, "interval"),
        context.optional(element, "max-interval"),
        context.optional(element, "delta"),
        context.required(element, "first-fast-retry", "false"),
        context.steps(element));
  }

  @Override
  public Flow apply(Exchange exchange) {
    int retries = count.number(exchange);
    for (int attempt = 0; ; attempt++) {
      if (Step.run(steps, exchange) == Flow.RESPOND) {
        return Flow.RESPOND;
      }
      if (attempt >= retries || !condition.flag(exchange)) {
        return Flow.CONTINUE;
      }
      pause(wait(exchange, attempt));
    }
  }

  /** Returns the pause after the attempt with this number, counted from 0. */
  Duration wait(Exchange exchange, int attempt) {
    if (attempt == 0 && firstFast.flag(exchange)) {
      return Duration.ZERO;
    }
    long seconds = interval.number(exchange);
    if (delta.isPresent()) {
      long step = delta.get().number(exchange);
      seconds +=
          maxInterval.isPresent() ? ((1L << Math.min(attempt, 30)) - 1) * step : attempt * step;
    }
    if (maxInterval.isPresent()) {
      seconds = Math.min(seconds, maxInterval.get().number(exchange));
    }
    return Duration.ofSeconds(seconds);
  }

  private static void pause(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PolicyError(499, "ClientConnectionFailure", "The client has gone.");
    }
  }
}
