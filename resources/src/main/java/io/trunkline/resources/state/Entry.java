package io.trunkline.resources.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.CborCodec;
import io.trunkline.resources.Resource;
import io.trunkline.resources.Resource.ProvisioningState;
import io.trunkline.resources.ResourceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A resource with what only the tree knows of it.
 *
 * @param createdBy display name of the caller that first put it
 * @param changedBy display name of the caller that last put it
 * @param failure why it failed, or null
 */
public record Entry(
    Resource resource, String createdBy, String changedBy, @Nullable Failure failure) {
  private static final CborCodec<Stored> CODEC = CborCodec.of(Stored.class);

  Entry in(ProvisioningState state, @Nullable Failure why) {
    return new Entry(
        new Resource(
            resource.id(),
            resource.body(),
            resource.revision(),
            state,
            resource.createdAt(),
            resource.changedAt()),
        createdBy,
        changedBy,
        why);
  }

  byte[] encode() {
    return CODEC.encode(
        new Stored(
            resource.id().toString(),
            resource.body(),
            resource.revision(),
            resource.state(),
            resource.createdAt().toEpochMilli(),
            resource.changedAt().toEpochMilli(),
            createdBy,
            changedBy,
            failure));
  }

  static Entry decode(byte[] bytes) {
    Stored stored = CODEC.decode(bytes);
    return new Entry(
        new Resource(
            ResourceId.parse(stored.id),
            stored.body,
            stored.revision,
            stored.state,
            Instant.ofEpochMilli(stored.createdAt),
            Instant.ofEpochMilli(stored.changedAt)),
        stored.createdBy,
        stored.changedBy,
        stored.failure);
  }

  /** The form in the store; times in milliseconds since the epoch. */
  private record Stored(
      String id,
      ObjectNode body,
      long revision,
      ProvisioningState state,
      long createdAt,
      long changedAt,
      String createdBy,
      String changedBy,
      @Nullable Failure failure) {}
}
