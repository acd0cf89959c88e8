package io.trunkline.gateway.policy.transform;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.GatewayResponse;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.Step;
import java.util.List;
import java.util.Optional;

/**
 * {@code return-response}: ends the pipeline with a response of its own.
 *
 * @param variable a stored response to start from
 */
public record ReturnResponse(Optional<String> variable, List<Step> steps) implements Policy {
  public static ReturnResponse compile(PolicyElement element, CompileContext context) {
    element
        .allowAttributes("response-variable-name")
        .allowChildren("set-status", "set-header", "set-body");
    return new ReturnResponse(
        context.literal(element, "response-variable-name"), context.steps(element));
  }

  @Override
  public Flow apply(Exchange exchange) {
    GatewayResponse response = exchange.response();
    exchange.enterResponse();
    response.become(start(exchange));
    Step.run(steps, exchange);
    return Flow.RESPOND;
  }

  private GatewayResponse start(Exchange exchange) {
    if (variable.isEmpty()) {
      return new GatewayResponse();
    }
    if (exchange.variables().get(variable.get()) instanceof GatewayResponse stored) {
      return stored;
    }
    throw new PolicyError(
        500, "InvalidValue", "The variable '" + variable.get() + "' holds no response.");
  }
}
