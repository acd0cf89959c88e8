package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyScope;
import io.trunkline.gateway.policy.PolicyServices.Counters;
import io.trunkline.gateway.policy.PolicyServices.Counters.Taken;
import io.trunkline.gateway.policy.PolicyValue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * {@code quota} and {@code quota-by-key}: calls per long period. Bandwidth is not counted.
 *
 * @param key whose calls are counted; absent for those of the subscription
 */
public record Quota(
    int calls, Duration period, String place, Optional<PolicyValue> key, Counters counters)
    implements Policy {
  private static final Duration NEVER = Duration.ofDays(36_500);

  public static Quota compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("calls", "renewal-period").allowChildren();
    if (context.scope() != PolicyScope.PRODUCT) {
      throw element.refuse("The policy is allowed only in the scope of a product.");
    }
    return create(element, context, Optional.empty());
  }

  public static Quota compileByKey(PolicyElement element, CompileContext context) {
    element.allowAttributes("calls", "renewal-period", "counter-key").allowChildren();
    return create(element, context, Optional.of(context.required(element, "counter-key")));
  }

  private static Quota create(
      PolicyElement element, CompileContext context, Optional<PolicyValue> key) {
    int seconds = context.number(element, "renewal-period", 0, Integer.MAX_VALUE);
    return new Quota(
        context.number(element, "calls", 1, Integer.MAX_VALUE),
        seconds == 0 ? NEVER : Duration.ofSeconds(seconds),
        context.place(),
        key,
        context.services().counters());
  }

  @Override
  public Flow apply(Exchange exchange) {
    if (key.isEmpty() && exchange.subscription() == null) {
      return Flow.CONTINUE;
    }
    String counter =
        key.map(value -> exchange.service().resourceId() + "|" + value.text(exchange))
            .orElseGet(() -> Limits.owner(exchange, place));
    Taken taken = counters.take("quota|" + counter, calls, period, 1);
    if (!taken.allowed()) {
      Duration wait = taken.retryAfter();
      String message =
          "Out of call volume quota. Quota will be replenished in %02d:%02d:%02d."
              .formatted(wait.toHours(), wait.toMinutesPart(), wait.toSecondsPart());
      throw new PolicyError(
          403,
          "QuotaExceeded",
          message,
          message,
          Map.of("Retry-After", Integer.toString(LimitReport.seconds(wait))));
    }
    return Flow.CONTINUE;
  }
}
