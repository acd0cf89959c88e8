package io.trunkline.kernel.ratis;

import java.util.concurrent.CompletionStage;
import org.apache.ratis.protocol.RaftGroupId;

/** Takes an entry that another node sends because it believes that this one leads. */
interface AppendHandler {
  /**
   * Appends an entry to a group's log.
   *
   * @return completes once the entry is committed; fails as {@link
   *     io.trunkline.kernel.runtime.ReplicatedLog#append} does
   */
  CompletionStage<Void> append(RaftGroupId groupId, byte[] entry);
}
