package io.trunkline.gateway.policy.transform;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.util.Locale;

/** {@code set-method}: changes the method of the backend request. */
public record SetMethod(PolicyValue method) implements Policy {
  public static SetMethod compile(PolicyElement element, CompileContext context) {
    element.allowAttributes().allowChildren();
    if (element.text().isEmpty()) {
      throw element.refuse("The method is missing.");
    }
    return new SetMethod(context.text(element));
  }

  @Override
  public Flow apply(Exchange exchange) {
    exchange.request().setMethod(method.text(exchange).strip().toUpperCase(Locale.ROOT));
    return Flow.CONTINUE;
  }
}
