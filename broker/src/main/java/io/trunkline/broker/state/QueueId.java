package io.trunkline.broker.state;

import io.trunkline.broker.SubQueue;

/**
 * One queue of an entity.
 *
 * @param entity number of the entity, never used again
 */
public record QueueId(long entity, SubQueue subQueue) {
  public static QueueId main(long entity) {
    return new QueueId(entity, SubQueue.MAIN);
  }
}
