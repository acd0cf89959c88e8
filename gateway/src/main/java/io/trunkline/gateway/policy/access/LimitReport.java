package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyServices.Counters.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a limit tells callers and policies what is left: names of headers and variables. */
record LimitReport(
    String retryHeader,
    Optional<String> retryVariable,
    Optional<String> remainingHeader,
    Optional<String> remainingVariable,
    Optional<String> totalHeader) {
  private static final List<String> ATTRIBUTES =
      List.of(
          "retry-after-header-name",
          "retry-after-variable-name",
          "remaining-calls-header-name",
          "remaining-calls-variable-name",
          "total-calls-header-name");

  /** Returns the attributes that say it, together with those of the policy itself. */
  static String[] attributesWith(String... own) {
    List<String> all = new ArrayList<>(ATTRIBUTES);
    all.addAll(List.of(own));
    return all.toArray(String[]::new);
  }

  static LimitReport compile(PolicyElement element, CompileContext context) {
    return new LimitReport(
        context.literal(element, ATTRIBUTES.get(0)).orElse("Retry-After"),
        context.literal(element, ATTRIBUTES.get(1)),
        context.literal(element, ATTRIBUTES.get(2)),
        context.literal(element, ATTRIBUTES.get(3)),
        context.literal(element, ATTRIBUTES.get(4)));
  }

  void report(Exchange exchange, Taken taken, int calls) {
    int remaining = (int) taken.remaining();
    remainingVariable.ifPresent(name -> exchange.variables().put(name, remaining));
    retryVariable.ifPresent(name -> exchange.variables().put(name, seconds(taken.retryAfter())));
    exchange.beforeResponse(
        done -> {
          remainingHeader.ifPresent(
              name -> done.response().headers().set(name, Integer.toString(remaining)));
          totalHeader.ifPresent(
              name -> done.response().headers().set(name, Integer.toString(calls)));
        });
  }

  /** Returns whole seconds, rounded up, at least one. */
  static int seconds(Duration wait) {
    return (int) Math.max(1, wait.plusMillis(999).toSeconds());
  }
}
