package io.trunkline.broker.state;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The entities of a namespace, by number and by path. */
final class Entities {
  private final TreeMap<Long, EntityState> byId = new TreeMap<>();
  private final Map<EntityPath, EntityState> byPath = new HashMap<>();
  private final Catalog catalog = new Catalog();

  Catalog catalog() {
    return catalog;
  }

  @Nullable EntityState find(long id) {
    return byId.get(id);
  }

  @Nullable EntityState find(EntityPath path) {
    return byPath.get(path);
  }

  /** Returns the queue or topic that a forward setting names, or null. */
  @Nullable EntityState target(String path) {
    EntityState target = byPath.get(EntityPath.of(path));
    return target == null || target.kind == EntityKind.SUBSCRIPTION ? null : target;
  }

  EntityState require(long id) {
    EntityState entity = byId.get(id);
    if (entity == null) {
      throw new BrokerException(
          BrokerError.ENTITY_NOT_FOUND, "The messaging entity could not be found: it was deleted.");
    }
    return entity;
  }

  EntityState require(EntityPath path) {
    EntityState entity = byPath.get(path);
    if (entity == null) {
      throw new BrokerException(
          BrokerError.ENTITY_NOT_FOUND, "The messaging entity '" + path + "' could not be found.");
    }
    return entity;
  }

  MessageQueue require(QueueId queue) {
    return require(queue.entity()).queue(queue.subQueue());
  }

  Collection<EntityState> all() {
    return byId.values();
  }

  /** Adds an entity or makes its changed settings known. */
  void put(EntityState entity) {
    byId.put(entity.id, entity);
    byPath.put(entity.path, entity);
    if (entity.topic != null) {
      entity.topic.subscriptions.put(entity.path.folded(), entity);
    }
    catalog.put(entity);
  }

  void remove(EntityState entity) {
    byId.remove(entity.id);
    byPath.remove(entity.path);
    if (entity.topic != null) {
      entity.topic.subscriptions.remove(entity.path.folded());
      entity.topic.addBytes(-entity.bytes);
    }
    catalog.remove(entity.path);
  }

  void clear() {
    byId.clear();
    byPath.clear();
    catalog.clear();
  }
}
