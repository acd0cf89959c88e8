package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyServices.Counters;
import io.trunkline.gateway.policy.PolicyServices.Counters.Taken;
import io.trunkline.gateway.policy.PolicyValue;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code rate-limit-by-key}: calls per period for each value of an expression. Definitions with the
 * same key, calls and period share one counter.
 *
 * @param incrementCondition whether a call counts, judged when its response is known
 */
public record RateLimitByKey(
    PolicyValue calls,
    PolicyValue period,
    PolicyValue key,
    Optional<PolicyValue> incrementCondition,
    PolicyValue incrementCount,
    LimitReport report,
    Counters counters)
    implements Policy {

  public static RateLimitByKey compile(PolicyElement element, CompileContext context) {
    element
        .allowAttributes(
            LimitReport.attributesWith(
                "calls", "renewal-period", "counter-key", "increment-condition", "increment-count"))
        .allowChildren();
    return new RateLimitByKey(
        context.required(element, "calls"),
        context.required(element, "renewal-period"),
        context.required(element, "counter-key"),
        context.optional(element, "increment-condition"),
        context.required(element, "increment-count", "1"),
        LimitReport.compile(element, context),
        context.services().counters());
  }

  @Override
  public Flow apply(Exchange exchange) {
    int limit = calls.number(exchange);
    Duration window = Duration.ofSeconds(period.number(exchange));
    String counter = "rate-key|" + exchange.service().resourceId() + "|" + key.text(exchange);
    // With a condition the call is counted later; until then there must be room for it.
    int amount = incrementCondition.isPresent() ? 0 : incrementCount.number(exchange);
    Taken taken = counters.take(counter, limit, window, amount);
    report.report(exchange, taken, limit);
    if (!taken.allowed()) {
      throw RateLimit.exceeded(taken, report);
    }
    incrementCondition.ifPresent(
        condition ->
            exchange.beforeResponse(
                done -> {
                  if (condition.flag(done)) {
                    counters.take(counter, limit, window, incrementCount.number(done));
                  }
                }));
    return Flow.CONTINUE;
  }
}
