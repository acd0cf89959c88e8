package io.trunkline.kernel.ratis;

import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.util.ExitUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Raft server of a node; all its shards' groups live in it. Thread-safe. */
final class RatisNode implements LeaderService, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RatisNode.class);
  private static final long SNAPSHOT_TIMEOUT_MILLIS = 60_000;

  static {
    // Ratis would end the process where a thread of anybody's has an uncaught exception.
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    ExitUtils.disableSystemExit();
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }

  private final RaftPeerId self;
  private final ClientId clientId = ClientId.randomId();
  private final AtomicLong lastCallId = new AtomicLong();
  private final Map<RaftGroupId, StateMachine> starting = new ConcurrentHashMap<>();
  private final Map<RaftGroupId, RatisLog> logs = new ConcurrentHashMap<>();
  private final LeaderWatch leaders = new LeaderWatch();
  private final Path directory;
  private final RatisKernelConfig config;
  private final DiskSpace space;
  private final RaftServer server;

  RatisNode(Path directory, NodeId self, RatisKernelConfig config, KernelLimits limits) {
    this.directory = directory;
    this.self = RaftPeerId.valueOf(self.value());
    this.config = config;
    RaftProperties properties = RatisSettings.of(config, limits);
    try {
      // A server that is built on a directory starts every group that it finds there. A shard is to
      // start when it is opened, with its machine, so the server hears of the directory afterwards.
      Path none = Files.createDirectories(directory.resolveSibling("raft-none"));
      Files.createDirectories(directory);
      space = new DiskSpace(directory, config.reservedBytes());
      RatisSettings.setLogs(properties, none.toFile());
      server =
          RaftServer.newBuilder()
              .setServerId(this.self)
              .setProperties(properties)
              .setParameters(
                  new PeerRpcType.Context(config.peers(), this, this::hasPeers).parameters())
              .setStateMachineRegistry(starting::remove)
              .build();
      RatisSettings.setLogs(properties, directory.toFile());
      RatisSettings.afterPausesAre(properties, config);
      server.start();
      QuietEngine.quieten(server);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the logs in " + directory, e);
    }
  }

  Collection<RatisLog> logs() {
    return logs.values();
  }

  Optional<RatisLog> log(RaftGroupId groupId) {
    return Optional.ofNullable(logs.get(groupId)).filter(log -> log.division() != null);
  }

  RaftPeerId self() {
    return self;
  }

  RaftServer server() {
    return server;
  }

  LeaderWatch leaders() {
    return leaders;
  }

  /** Opens the port for peers, where it is not open. */
  void acceptPeers() {
    rpc().peers();
  }

  /** Returns whether this node has its own replica of a group from before. */
  boolean knows(RaftGroupId groupId) {
    return Files.exists(directory(groupId).resolve("current/raft-meta.conf"));
  }

  /** Starts a group, new or with the log that it has. */
  RaftServer.Division start(RatisLog log, RatisGroup group, Supplier<List<RaftPeer>> firstPeers) {
    RaftGroupId groupId = log.groupId();
    logs.put(groupId, log);
    leaders.started(log);
    starting.put(groupId, group);
    // A group that is known has its peers written down.
    List<RaftPeer> peers = knows(groupId) ? List.of() : firstPeers.get();
    try {
      RaftClientReply added =
          server.groupManagement(
              GroupManagementRequest.newAdd(
                  clientId,
                  self,
                  lastCallId.incrementAndGet(),
                  RaftGroup.valueOf(groupId, peers),
                  false));
      if (!added.isSuccess()) {
        throw new IOException("the group did not start: " + added, added.getException());
      }
      return server.getDivision(groupId);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the log of shard " + log.shard(), e);
    } finally {
      starting.remove(groupId);
    }
  }

  /** Returns the directory of a group, which may not exist yet. */
  Path directory(RaftGroupId groupId) {
    return directory.resolve(groupId.getUuid().toString());
  }

  /** Returns whether the disk under the logs has room for more. */
  DiskSpace space() {
    return space;
  }

  /** Stops a group and keeps its files, so that it can be started again. */
  void stop(RatisLog log) {
    stopped(log);
    try {
      server.groupManagement(
          GroupManagementRequest.newRemove(
              clientId, self, lastCallId.incrementAndGet(), log.groupId(), false, false));
    } catch (IOException e) {
      LOG.debug("The group of shard {} was stopped before", log.shard(), e);
    }
  }

  void stopped(RatisLog log) {
    logs.remove(log.groupId(), log);
    leaders.stopped(log);
  }

  /** Ratis knows who leads; it may hold locks. */
  void leaderChanged(RatisLog log, RaftPeerId leader) {
    leaders.found(log, leader);
    Thread.startVirtualThread(() -> log.forgetOtherLeaders(leader));
  }

  /** Connects to the node that leads a group. */
  AppendStream appendStream(RaftPeer leader) {
    return rpc().peers().appends().open(leader.getAddress());
  }

  @Override
  public CompletionStage<@Nullable Void> append(RaftGroupId groupId, byte[] entry) {
    return log(groupId)
        .map(log -> log.appendHere(entry))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new ShardUnavailableException(self + " has no replica of this shard")));
  }

  @Override
  public boolean confirms(RaftGroupId groupId) {
    return log(groupId).filter(log -> log.leads() && log.mayConfirm()).isPresent();
  }

  /** Returns the beginnings of a request of this node to itself. */
  RaftClientRequest.Builder request() {
    return RaftClientRequest.newBuilder()
        .setClientId(clientId)
        .setServerId(self)
        .setCallId(lastCallId.incrementAndGet());
  }

  ClientId clientId() {
    return clientId;
  }

  long nextCallId() {
    return lastCallId.incrementAndGet();
  }

  /** Has a group ask its shard for a snapshot, and drop what that makes superfluous. */
  void requestSnapshot(RaftGroupId groupId) {
    SnapshotManagementRequest request =
        SnapshotManagementRequest.newCreate(
            clientId, self, groupId, lastCallId.incrementAndGet(), SNAPSHOT_TIMEOUT_MILLIS);
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

  private SwitchedRpc rpc() {
    return (SwitchedRpc) server.getServerRpc();
  }

  private void hasPeers() {
    RatisSettings.withPeers(server.getProperties(), config);
    leaders.watch();
  }

  @Override
  public void close() {
    leaders.close();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot stop the logs", e);
    }
  }
}
