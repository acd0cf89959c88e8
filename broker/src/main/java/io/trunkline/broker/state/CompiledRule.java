package io.trunkline.broker.state;

import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.filter.MessageAction;
import io.trunkline.broker.filter.MessageFilter;
import org.jspecify.annotations.Nullable;

/** A rule, ready to be evaluated. */
record CompiledRule(
    RuleDescription description, MessageFilter filter, @Nullable MessageAction action) {
  static CompiledRule of(RuleDescription rule, BrokerLimits limits) {
    return new CompiledRule(
        rule,
        MessageFilter.compile(rule.filter(), limits),
        rule.action() == null ? null : MessageAction.compile(rule.action(), limits));
  }
}
