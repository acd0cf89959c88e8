package io.trunkline.kernel.ratis;

import io.trunkline.kernel.KernelLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.statemachine.StateMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Raft server of a node; all its shards' groups live in it. Thread-safe. */
final class RatisNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RatisNode.class);

  /** This node's name among the peers of its groups: part of the format of the log. */
  private static final RaftPeer SELF =
      RaftPeer.newBuilder().setId(RaftPeerId.valueOf("node-1")).build();

  private static final long SNAPSHOT_TIMEOUT_MILLIS = 60_000;

  private final ClientId clientId = ClientId.randomId();
  private final AtomicLong lastCallId = new AtomicLong();
  private final Map<RaftGroupId, StateMachine> starting = new ConcurrentHashMap<>();
  private final Path logs;
  private final RaftServer server;

  RatisNode(Path logs, RatisKernelConfig config, KernelLimits limits) {
    this.logs = logs;
    RaftProperties properties = RatisSettings.of(config, limits);
    try {
      // A server that is built on a directory starts every group that it finds there. A shard is to
      // start when it is opened, with its machine, so the server hears of the directory afterwards.
      Path none = Files.createDirectories(logs.resolveSibling("raft-none"));
      Files.createDirectories(logs);
      RatisSettings.setLogs(properties, none.toFile());
      server =
          RaftServer.newBuilder()
              .setServerId(SELF.getId())
              .setProperties(properties)
              .setStateMachineRegistry(starting::remove)
              .build();
      RatisSettings.setLogs(properties, logs.toFile());
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the logs in " + logs, e);
    }
  }

  /** Starts a group, new or with the log that it has, and returns the way to append to it. */
  RaftClientAsynchronousProtocol start(RaftGroupId groupId, RatisGroup group) {
    starting.put(groupId, group);
    try {
      RaftClientReply added =
          server.groupManagement(
              GroupManagementRequest.newAdd(
                  clientId,
                  SELF.getId(),
                  lastCallId.incrementAndGet(),
                  RaftGroup.valueOf(groupId, SELF),
                  false));
      if (!added.isSuccess()) {
        throw new IOException("the group did not start: " + added, added.getException());
      }
      // The division itself takes requests on the caller's thread, and so in the caller's order;
      // the server in front of it would hand them to a pool.
      return (RaftClientAsynchronousProtocol) server.getDivision(groupId);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the log " + groupId.getUuid(), e);
    } finally {
      starting.remove(groupId);
    }
  }

  /** Returns the directory of a group, which may not exist yet. */
  Path directory(RaftGroupId groupId) {
    return logs.resolve(groupId.getUuid().toString());
  }

  /** Returns the beginnings of a request of this node to itself. */
  RaftClientRequest.Builder request() {
    return RaftClientRequest.newBuilder()
        .setClientId(clientId)
        .setServerId(SELF.getId())
        .setCallId(lastCallId.incrementAndGet());
  }

  /** Has a group ask its shard for a snapshot, and drop what that makes superfluous. */
  void requestSnapshot(RaftGroupId groupId) {
    SnapshotManagementRequest request =
        SnapshotManagementRequest.newCreate(
            clientId, SELF.getId(), groupId, lastCallId.incrementAndGet(), SNAPSHOT_TIMEOUT_MILLIS);
    var unused =
        server
            .snapshotManagementAsync(request)
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    LOG.warn(
                        "The log {} was not shortened; it is tried again later", groupId, failure);
                  }
                });
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot stop the logs", e);
    }
  }
}
