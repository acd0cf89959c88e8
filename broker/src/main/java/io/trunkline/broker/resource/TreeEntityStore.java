package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.service.EntityStore;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps definitions that come over messaging protocols in the resource tree. */
public final class TreeEntityStore implements EntityStore {
  private final Supplier<ResourceTree> tree;

  /**
   * @param tree the tree, asked for when it is needed first
   */
  public TreeEntityStore(Supplier<ResourceTree> tree) {
    this.tree = tree;
  }

  @Override
  public void putRule(ResourceId rule, RuleDescription description) {
    put(rule, RuleJson.write(description));
  }

  @Override
  public void putEntity(ResourceId entity, Optional<Duration> deleteOnIdle) {
    put(entity, properties(deleteOnIdle));
  }

  @Override
  public void putSubscription(
      ResourceId subscription, RuleDescription rule, Optional<Duration> deleteOnIdle) {
    ObjectNode properties = properties(deleteOnIdle);
    properties.set(SubscriptionRules.DEFAULT_RULE, SubscriptionRules.describe(rule));
    put(subscription, properties);
  }

  private static ObjectNode properties(Optional<Duration> deleteOnIdle) {
    ObjectNode properties = Json.object();
    deleteOnIdle.ifPresent(idle -> properties.put("autoDeleteOnIdle", idle.toString()));
    return properties;
  }

  private void put(ResourceId id, ObjectNode properties) {
    ObjectNode body = Json.object();
    body.set("properties", properties);
    try {
      tree.get().put(id, body);
    } catch (ResourceException e) {
      throw translated(e);
    }
  }

  @Override
  public boolean delete(ResourceId resource) {
    try {
      return tree.get().delete(resource);
    } catch (ResourceException e) {
      throw translated(e);
    }
  }

  private static BrokerException translated(ResourceException e) {
    BrokerError error =
        switch (e.status()) {
          case 403 -> BrokerError.QUOTA_EXCEEDED;
          case 404 -> BrokerError.ENTITY_NOT_FOUND;
          case 409 -> BrokerError.ENTITY_ALREADY_EXISTS;
          default -> e.status() >= 500 ? BrokerError.SERVER_BUSY : BrokerError.ARGUMENT_ERROR;
        };
    return new BrokerException(error, e.getMessage());
  }
}
