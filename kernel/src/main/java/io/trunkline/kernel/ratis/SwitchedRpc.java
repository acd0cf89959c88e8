package io.trunkline.kernel.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;
import org.jspecify.annotations.Nullable;

/**
 * A transport that is off until the node has peers. Off, it opens no port, starts no thread and
 * loads no network stack. It goes on at the first peer, while the groups run on: a client notices
 * nothing.
 */
final class SwitchedRpc implements RaftServerRpc {
  private final RpcType rpcType;
  private final RaftServer server;
  private final PeerRpcType.Context context;
  private volatile @Nullable GrpcPeers peers;
  private boolean closed;

  SwitchedRpc(RpcType rpcType, RaftServer server, PeerRpcType.Context context) {
    this.rpcType = rpcType;
    this.server = server;
    this.context = context;
  }

  boolean isOn() {
    return peers != null;
  }

  /**
   * Returns the transport; turns it on where it is off.
   *
   * @throws IllegalStateException when this node accepts no peers or cannot open its port; the
   *     message says what to do
   */
  GrpcPeers peers() {
    GrpcPeers on = peers;
    return on != null ? on : turnOn();
  }

  private synchronized GrpcPeers turnOn() {
    if (peers == null) {
      if (closed) {
        throw new IllegalStateException("the node is stopping");
      }
      PeerSettings settings =
          context
              .settings()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "this data directory belongs to a cluster of several nodes, and this"
                              + " node was started without the settings for peers"));
      context.switchedOn().run();
      try {
        peers = GrpcPeers.start(server, settings, context.appends());
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot accept peers on " + settings.bindAddress() + ":" + settings.raftPort(), e);
      }
    }
    return peers;
  }

  @Override
  public RpcType getRpcType() {
    return rpcType;
  }

  @Override
  public void start() {}

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (peers != null) {
      peers.close();
    }
  }

  @Override
  public InetSocketAddress getInetSocketAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** A peer without an address is this node itself, in the log of a group that had no peers yet. */
  @Override
  public void addRaftPeers(Collection<RaftPeer> added) {
    List<RaftPeer> others =
        added.stream()
            .filter(peer -> !peer.getId().equals(server.getId()) && peer.getAddress() != null)
            .toList();
    if (!others.isEmpty()) {
      peers().services().addRaftPeers(others);
    }
  }

  @Override
  public void handleException(RaftPeerId peer, Exception failure, boolean reconnect) {
    if (isOn()) {
      peers().services().handleException(peer, failure, reconnect);
    }
  }

  @Override
  public void notifyNotLeader(RaftGroupId groupId) {
    if (isOn()) {
      peers().services().notifyNotLeader(groupId);
    }
  }

  @Override
  public RaftServerAsynchronousProtocol async() {
    return peers().services().async();
  }

  @Override
  public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
    return peers().services().requestVote(request);
  }

  @Override
  public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) {
    throw new UnsupportedOperationException("entries are sent as streams");
  }

  @Override
  public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) {
    throw new UnsupportedOperationException("snapshots are sent as streams");
  }

  @Override
  public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
      throws IOException {
    return peers().services().startLeaderElection(request);
  }
}
