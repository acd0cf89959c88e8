package io.trunkline.kernel.ratis;

import java.util.Optional;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/**
 * How the Raft server of a node talks to its peers: not at all while it has none, and then over
 * gRPC, without a restart in between (see {@link SwitchedRpc}).
 *
 * <p>Found by Ratis by its class name; a log does not record which transport its group used.
 */
public final class PeerRpcType implements RpcType {
  private static final String CONTEXT = "trunkline.peers";

  /**
   * What the transport needs of its node.
   *
   * @param settings empty where the node accepts no peers
   * @param appends takes the entries that other nodes send to this one as a leader
   * @param switchedOn called before the transport serves for the first time
   */
  record Context(Optional<PeerSettings> settings, LeaderService appends, Runnable switchedOn) {
    Parameters parameters() {
      Parameters parameters = new Parameters();
      parameters.put(CONTEXT, this, Context.class);
      return parameters;
    }
  }

  @Override
  public String name() {
    return getClass().getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return new Factory(this, parameters.getNonNull(CONTEXT, Context.class));
  }

  private record Factory(RpcType rpcType, Context context) implements ServerFactory {
    @Override
    public RpcType getRpcType() {
      return rpcType;
    }

    @Override
    public RaftServerRpc newRaftServerRpc(RaftServer server) {
      return new SwitchedRpc(rpcType, server, context);
    }

    @Override
    public LogAppender newLogAppender(
        RaftServer.Division division, LeaderState leader, FollowerInfo follower) {
      return new PeerLogAppender(division, leader, follower);
    }
  }
}
