package io.trunkline.kernel.ratis;

import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;

/** Sends a leader's entries to one follower, over the transport that {@link SwitchedRpc} holds. */
final class PeerLogAppender extends GrpcLogAppender {
  PeerLogAppender(RaftServer.Division division, LeaderState leader, FollowerInfo follower) {
    super(division, leader, follower);
  }

  @Override
  public GrpcServicesImpl getServerRpc() {
    return ((SwitchedRpc) getServer().getRaftServer().getServerRpc()).peers().services();
  }
}
