package io.trunkline.broker.state;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.filter.FilterException;
import io.trunkline.broker.filter.FilterInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a subscription's rules make of a message ({@code reference/service-bus.md §12.4}): one copy
 * for all matching rules without an action, one more for each with an action.
 *
 * @param errors what went wrong, where the subscription dead-letters such messages
 */
record RuleEvaluation(List<BrokerMessage> copies, List<String> errors) {
  static final String RULE_NAME_PROPERTY = "RuleName";

  static RuleEvaluation of(
      EntityState subscription, BrokerMessage message, long sequenceNumber, Step step) {
    FilterInput input = new FilterInput(message, step.now(), sequenceNumber, step::newId);
    List<BrokerMessage> copies = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    boolean plain = false;
    for (CompiledRule rule : subscription.rules.values()) {
      try {
        if ((plain && rule.action() == null) || !rule.filter().matches(input)) {
          continue;
        }
        if (rule.action() == null) {
          plain = true;
          copies.add(message);
        } else {
          copies.add(acted(subscription, rule, input));
        }
      } catch (FilterException e) {
        if (errors.isEmpty() && subscription.settings.deadLetterOnFilterError()) {
          errors.add(rule.description().name() + ": " + e.getMessage());
        }
      }
    }
    return new RuleEvaluation(copies, errors);
  }

  private static BrokerMessage acted(
      EntityState subscription, CompiledRule rule, FilterInput input) {
    BrokerMessage changed = rule.action().apply(input);
    MessageProperties properties = changed.properties();
    if (subscription.settings.forwardTo() == null) {
      // a copy stays in the session in which it was published, unless it moves on
      properties = properties.change().sessionId(input.message().properties().sessionId()).build();
    }
    Map<String, Object> application = new LinkedHashMap<>(changed.applicationProperties());
    application.put(RULE_NAME_PROPERTY, rule.description().name());
    return changed.with(properties, changed.propertiesChanged()).with(application);
  }
}
