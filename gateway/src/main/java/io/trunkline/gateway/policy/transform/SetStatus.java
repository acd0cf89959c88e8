package io.trunkline.gateway.policy.transform;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;

/** {@code set-status}: changes the status of the response. */
public record SetStatus(PolicyValue code, PolicyValue reason) implements Policy {
  public static SetStatus compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("code", "reason").allowChildren();
    return new SetStatus(
        context.required(element, "code"), context.required(element, "reason", ""));
  }

  @Override
  public Flow apply(Exchange exchange) {
    exchange.response().setStatus(code.number(exchange), reason.text(exchange));
    return Flow.CONTINUE;
  }
}
