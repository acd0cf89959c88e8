package io.trunkline.gateway.policy.transform;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;

/** {@code set-variable}: keeps a value until the request ends. */
public record SetVariable(String name, PolicyValue value) implements Policy {
  public static SetVariable compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("name", "value").allowChildren();
    return new SetVariable(
        context.requiredLiteral(element, "name"), context.required(element, "value"));
  }

  @Override
  public Flow apply(Exchange exchange) {
    exchange.variables().put(name, value.evaluate(exchange));
    return Flow.CONTINUE;
  }
}
