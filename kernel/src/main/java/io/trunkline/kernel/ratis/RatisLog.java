package io.trunkline.kernel.ratis;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.LogPosition;
import io.trunkline.kernel.runtime.ReplicatedLog;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/** The log of one shard: a Raft group of this node's server. */
final class RatisLog implements ReplicatedLog {
  private final ShardId shard;
  private final RatisNode node;
  private final RaftGroupId groupId;
  private final long snapshotBytes;
  private @Nullable Listener listener;
  private @Nullable RatisGroup group;
  private @Nullable RaftClientAsynchronousProtocol division;

  RatisLog(ShardId shard, RatisNode node, RaftGroupId groupId, long snapshotBytes) {
    this.shard = shard;
    this.node = node;
    this.groupId = groupId;
    this.snapshotBytes = snapshotBytes;
  }

  @Override
  public void start(LogPosition applied, Listener listener) {
    new LogCheck(shard, node.directory(groupId), applied.index()).run();
    // The position was read from the store as it was opened: what a crash left is on disk.
    this.listener = listener;
    group = new RatisGroup(applied, listener, snapshotBytes, () -> node.requestSnapshot(groupId));
    division = node.start(groupId, group);
  }

  @Override
  public CompletionStage<?> append(byte[] entry) {
    listener.stamp(entry);
    RaftClientRequest request =
        node.request()
            .setGroupId(groupId)
            .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    try {
      return division.submitClientRequestAsync(request).thenApply(RatisLog::success);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** A group without peers is never behind. */
  @Override
  public CompletionStage<Void> confirmRead() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    if (group != null) {
      group.detach();
    }
  }

  private static RaftClientReply success(RaftClientReply reply) {
    if (!reply.isSuccess()) {
      throw new IllegalStateException("not appended: " + reply, reply.getException());
    }
    return reply;
  }
}
