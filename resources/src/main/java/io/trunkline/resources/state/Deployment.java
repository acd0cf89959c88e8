package io.trunkline.resources.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.CborCodec;
import org.jspecify.annotations.Nullable;

/**
 * A deployment in the history.
 *
 * @param id its resource id, in the case it was first put in
 * @param location where a deployment above resource groups was first put, or null
 * @param properties what clients see under {@code properties}; never changed
 * @param run what the engine needs while it runs, secrets included; null once it has ended
 * @param startedAt milliseconds since the epoch
 * @param endedAt milliseconds since the epoch, 0 while it runs
 * @param cancelled whether a client asked it to stop
 */
public record Deployment(
    String id,
    @Nullable String location,
    ObjectNode properties,
    @Nullable ObjectNode run,
    String operation,
    long startedAt,
    long endedAt,
    boolean cancelled) {
  private static final CborCodec<Deployment> CODEC = CborCodec.of(Deployment.class);

  /** Returns whether it has not come to an end. */
  public boolean active() {
    return endedAt == 0;
  }

  Deployment cancelling() {
    return new Deployment(id, location, properties, run, operation, startedAt, endedAt, true);
  }

  Deployment ended(ObjectNode finalProperties, long now) {
    return new Deployment(
        id, location, finalProperties, null, operation, startedAt, now, cancelled);
  }

  byte[] encode() {
    return CODEC.encode(this);
  }

  static Deployment decode(byte[] bytes) {
    return CODEC.decode(bytes);
  }
}
