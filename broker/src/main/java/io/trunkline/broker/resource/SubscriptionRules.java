package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.RuleDescription;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceTree;

/** The first rule of a new subscription. */
public final class SubscriptionRules {
  /**
   * A property of a subscription that is stored but never viewed: the rule to create with it, an
   * object with {@code name} and the properties of a rule. Without it {@code $Default} matches all.
   */
  public static final String DEFAULT_RULE = "defaultRuleDescription";

  private SubscriptionRules() {}

  /** Returns the value of {@link #DEFAULT_RULE} for a rule. */
  public static ObjectNode describe(RuleDescription rule) {
    return RuleJson.write(rule).put("name", rule.name());
  }

  static void putDefault(ResourceTree tree, Resource subscription) {
    JsonNode wanted = subscription.properties().path(DEFAULT_RULE);
    String name = wanted.path("name").asText(RuleDescription.DEFAULT_NAME);
    ObjectNode body = Json.object();
    if (wanted instanceof ObjectNode description) {
      ObjectNode properties = description.deepCopy();
      properties.remove("name");
      body.set("properties", properties);
    } else {
      body.set("properties", RuleJson.write(RuleDescription.matchAll()));
    }
    tree.put(subscription.id().child("rules", name), body);
  }
}
