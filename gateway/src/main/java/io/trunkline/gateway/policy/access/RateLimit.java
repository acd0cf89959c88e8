package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyScope;
import io.trunkline.gateway.policy.PolicyServices.Counters;
import io.trunkline.gateway.policy.PolicyServices.Counters.Taken;
import java.time.Duration;
import java.util.Map;

/**
 * {@code rate-limit}: calls per period for each subscription; without a subscription it has no
 * effect.
 */
public final class RateLimit implements Policy {
  private static final int MAX_PERIOD_SECONDS = 300;

  private final int calls;
  private final Duration period;
  private final String place;
  private final LimitReport report;
  private final Counters counters;

  private RateLimit(
      int calls, Duration period, String place, LimitReport report, Counters counters) {
    this.calls = calls;
    this.period = period;
    this.place = place;
    this.report = report;
    this.counters = counters;
  }

  public static RateLimit compile(PolicyElement element, CompileContext context) {
    element.allowAttributes(LimitReport.attributesWith("calls", "renewal-period")).allowChildren();
    if (context.scope() == PolicyScope.GLOBAL) {
      throw element.refuse("The policy is not allowed in the global scope.");
    }
    return new RateLimit(
        context.number(element, "calls", 1, Integer.MAX_VALUE),
        Duration.ofSeconds(context.number(element, "renewal-period", 1, MAX_PERIOD_SECONDS)),
        context.place(),
        LimitReport.compile(element, context),
        context.services().counters());
  }

  @Override
  public Flow apply(Exchange exchange) {
    if (exchange.subscription() != null) {
      Taken taken = counters.take("rate|" + Limits.owner(exchange, place), calls, period, 1);
      report.report(exchange, taken, calls);
      if (!taken.allowed()) {
        throw exceeded(taken, report);
      }
    }
    return Flow.CONTINUE;
  }

  static PolicyError exceeded(Taken taken, LimitReport report) {
    int seconds = LimitReport.seconds(taken.retryAfter());
    return new PolicyError(
        429,
        "RateLimitExceeded",
        "Rate limit is exceeded",
        "Rate limit is exceeded. Try again in " + seconds + " seconds.",
        Map.of(report.retryHeader(), Integer.toString(seconds)));
  }
}
