package io.trunkline.broker.service;

import io.trunkline.broker.EntityPath;
import io.trunkline.resources.ResourceId;
import java.util.List;
import java.util.Locale;

/**
 * Entity paths as names of resources. A slash, which a path may have and a resource name may not,
 * is written {@code ~} as Azure does; a tilde is written {@code ~~}.
 */
public final class EntityNames {
  private EntityNames() {}

  /** Returns the resource name of an entity path. */
  public static String toResourceName(String entity) {
    return entity.replace("~", "~~").replace('/', '~');
  }

  /** Returns the entity path of a resource name. */
  public static String toEntity(String resourceName) {
    return resourceName.replace("~~", "\0").replace('~', '/').replace('\0', '~');
  }

  /** Returns the path of a queue, topic, subscription, or of the subscription of a rule. */
  public static EntityPath pathOf(ResourceId id) {
    List<String> names = id.names();
    EntityPath entity = EntityPath.of(toEntity(names.get(1)));
    boolean subscription = id.type().toLowerCase(Locale.ROOT).contains("/subscriptions");
    return subscription ? EntityPath.subscription(entity.entity(), names.get(2)) : entity;
  }
}
