package io.trunkline.broker.resource;

import io.trunkline.broker.EntityKind;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.resources.ResourceProvider;
import io.trunkline.resources.ResourceTree;
import java.util.List;
import java.util.function.Supplier;

/** The resource provider {@code Microsoft.ServiceBus}. */
public final class ServiceBusProvider {
  private static final String NAMESPACES = ServiceBusType.NAMESPACES;

  private ServiceBusProvider() {}

  /**
   * Returns the provider.
   *
   * @param tree the tree that the provider will be registered with, asked for when first needed
   */
  public static ResourceProvider of(BrokerService broker, Supplier<ResourceTree> tree) {
    return new ResourceProvider(
        "Microsoft.ServiceBus",
        List.of(
            new NamespaceType(broker, tree),
            new AuthorizationRuleType(NAMESPACES + "/AuthorizationRules", broker, tree),
            new NetworkRuleSetType(broker),
            new EntityType(NAMESPACES + "/queues", EntityKind.QUEUE, broker, tree),
            new AuthorizationRuleType(NAMESPACES + "/queues/authorizationRules", broker, tree),
            new EntityType(NAMESPACES + "/topics", EntityKind.TOPIC, broker, tree),
            new AuthorizationRuleType(NAMESPACES + "/topics/authorizationRules", broker, tree),
            new EntityType(
                NAMESPACES + "/topics/subscriptions", EntityKind.SUBSCRIPTION, broker, tree),
            new RuleType(broker)),
        List.of());
  }
}
