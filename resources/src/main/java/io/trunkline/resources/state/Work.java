package io.trunkline.resources.state;

import io.trunkline.kernel.CborCodec;

/**
 * The payload of an outbox entry of the control shard; the entry's id is the operation.
 *
 * @param id the resource or deployment
 * @param revision the revision to provision, 0 where there is none
 */
public record Work(String id, long revision) {
  /** Kind of an entry: provision a resource. */
  public static final String PROVISION = "provision";

  /** Kind of an entry: remove a resource and everything below it. */
  public static final String REMOVE = "remove";

  /** Kind of an entry: run a deployment. */
  public static final String DEPLOY = "deploy";

  private static final CborCodec<Work> CODEC = CborCodec.of(Work.class);

  byte[] encode() {
    return CODEC.encode(this);
  }

  public static Work decode(byte[] payload) {
    return CODEC.decode(payload);
  }
}
