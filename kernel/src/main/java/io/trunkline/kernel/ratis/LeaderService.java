package io.trunkline.kernel.ratis;

import java.util.concurrent.CompletionStage;
import org.apache.ratis.protocol.RaftGroupId;

/** Serves other nodes that believe that this one leads. */
interface LeaderService {
  /**
   * Appends an entry to a group's log.
   *
   * @return completes once the entry is committed; fails as {@link
   *     io.trunkline.kernel.runtime.ReplicatedLog#append} does
   */
  CompletionStage<Void> append(RaftGroupId groupId, byte[] entry);

  /** Returns whether this node leads a group and may say how far its log is committed. */
  boolean confirms(RaftGroupId groupId);
}
