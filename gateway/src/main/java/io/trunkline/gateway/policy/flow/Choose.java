package io.trunkline.gateway.policy.flow;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.policy.CompileContext;
import io.trunkline.gateway.policy.Policy;
import io.trunkline.gateway.policy.PolicyElement;
import io.trunkline.gateway.policy.PolicyValue;
import io.trunkline.gateway.policy.Step;
import java.util.ArrayList;
import java.util.List;

/** {@code choose}: the first {@code <when>} whose condition holds, or {@code otherwise}. */
public record Choose(List<When> whens, List<Step> otherwise) implements Policy {
  /** A condition with what it leads to. */
  public record When(PolicyValue condition, List<Step> steps) {}

  public static Choose compile(PolicyElement element, CompileContext context) {
    element.allowAttributes().allowChildren("when", "otherwise");
    List<When> whens = new ArrayList<>();
    for (PolicyElement when : element.children("when")) {
      when.allowAttributes("condition");
      CompileContext below = context.below("when[" + (whens.size() + 1) + "]");
      whens.add(new When(context.required(when, "condition"), below.steps(when)));
    }
    if (whens.isEmpty()) {
      throw element.refuse("At least one 'when' is needed.");
    }
    List<Step> otherwise =
        element
            .child("otherwise")
            .map(e -> context.below("otherwise[1]").steps(e.allowAttributes()))
            .orElse(List.of());
    return new Choose(List.copyOf(whens), otherwise);
  }

  @Override
  public Flow apply(Exchange exchange) {
    for (When when : whens) {
      if (when.condition().flag(exchange)) {
        return Step.run(when.steps(), exchange);
      }
    }
    return Step.run(otherwise, exchange);
  }
}
