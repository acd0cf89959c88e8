package io.trunkline.gateway.policy.transform;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.Headers;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import java.util.List;

/** What {@code exists-action} says. */
enum ExistsAction {
  OVERRIDE,
  SKIP,
  APPEND,
  DELETE;

  static PolicyValue compile(PolicyElement element, CompileContext context) {
    PolicyValue action = context.required(element, "exists-action", "override");
    action
        .literal()
        .ifPresent(
            word ->
                context.word(
                    element, "exists-action", "override", "override", "skip", "append", "delete"));
    return action;
  }

  static ExistsAction of(PolicyValue value, Exchange exchange) {
    String word = value.text(exchange);
    for (ExistsAction action : values()) {
      if (action.name().equalsIgnoreCase(word)) {
        return action;
      }
    }
    throw new PolicyError(500, "InvalidValue", "'" + word + "' is not a value of exists-action.");
  }

  void apply(Headers target, String name, List<String> values) {
    switch (this) {
      case OVERRIDE -> target.set(name, values);
      case SKIP -> {
        if (!target.contains(name)) {
          target.set(name, values);
        }
      }
      case APPEND -> values.forEach(value -> target.add(name, value));
      case DELETE -> target.remove(name);
    }
  }
}
