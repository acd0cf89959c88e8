package io.trunkline.gateway.policy.transform;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.util.List;

/** {@code set-query-parameter}: sets, adds or deletes a parameter of the backend's URL. */
public record SetQueryParameter(PolicyValue name, PolicyValue action, List<PolicyValue> values)
    implements Policy {
  public static SetQueryParameter compile(PolicyElement element, CompileContext context) {
    element.allowAttributes("name", "exists-action").allowChildren("value");
    return new SetQueryParameter(
        context.required(element, "name"),
        ExistsAction.compile(element, context),
        context.texts(element, "value"));
  }

  @Override
  public Flow apply(Exchange exchange) {
    List<String> texts = values.stream().map(value -> value.text(exchange)).toList();
    ExistsAction.of(action, exchange)
        .apply(exchange.request().url().query(), name.text(exchange), texts);
    return Flow.CONTINUE;
  }
}
