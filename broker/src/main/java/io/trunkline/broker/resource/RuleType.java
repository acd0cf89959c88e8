package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.filter.MessageAction;
import io.trunkline.broker.filter.MessageFilter;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.broker.service.EntityNames;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code …/topics/subscriptions/rules}. */
final class RuleType extends ServiceBusType {
  private static final Pattern FORBIDDEN = Pattern.compile("[/\\\\@?#]");

  RuleType(BrokerService broker) {
    super(NAMESPACES + "/topics/subscriptions/rules", broker);
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    BrokerLimits limits = broker().environment().limits();
    requireLength(id, id.name().length(), limits.maxChildName());
    if (FORBIDDEN.matcher(id.name()).find()) {
      throw ResourceException.badRequest(
          "InvalidResourceName",
          "'%s' is no name of a rule: '/', '\\\\', '@', '?' and '#' are not allowed."
              .formatted(id.name()));
    }
    RuleDescription rule = RuleJson.read(id.name(), properties(requested));
    requireValid(rule, broker());
    return envelope(requested, RuleJson.write(rule));
  }

  /** Throws what is wrong with the expressions of a rule. */
  static void requireValid(RuleDescription rule, BrokerService broker) {
    BrokerLimits limits = broker.environment().limits();
    translated(() -> MessageFilter.compile(rule.filter(), limits));
    if (rule.action() != null) {
      translated(
          () -> {
            MessageAction.check(rule.action(), limits);
            return null;
          });
    }
  }

  @Override
  public void provision(Resource resource) {
    RuleDescription rule = RuleJson.read(resource.name(), resource.properties());
    translated(
        () ->
            namespace(resource.id())
                .define(new BrokerCommand.PutRule(EntityNames.pathOf(resource.id()), rule)));
  }

  @Override
  public void remove(Resource resource) {
    findNamespace(resource.id())
        .ifPresent(
            namespace ->
                namespace.define(
                    new BrokerCommand.RemoveRule(
                        EntityNames.pathOf(resource.id()), resource.name())));
  }
}
