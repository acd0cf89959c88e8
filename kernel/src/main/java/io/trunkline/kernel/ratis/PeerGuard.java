package io.trunkline.kernel.ratis;

import java.util.Set;
import java.util.function.Predicate;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.util.ProtoUtils;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what this node may answer.
 *
 * <p>That is what is meant for it. A replacement may stand at the address of the node that it
 * replaces: were it to answer in that node's name, it would vote for what it does not hold. Ratis
 * compares only the group.
 *
 * <p>How far a log is committed is for a leader to say once it has committed what it found in its
 * log as it began to lead, and not while it hands over. Ratis does not look at the first where the
 * leader is the only voter, nor at the second.
 *
 * <p>Its services for clients and administrators are refused altogether: nodes do without them.
 */
final class PeerGuard implements ServerInterceptor {
  private static final Set<String> SERVICES =
      Set.of(RaftServerProtocolServiceGrpc.SERVICE_NAME, AppendMessages.SERVICE);

  private final ByteString self;
  private final Predicate<RaftGroupId> confirms;

  /**
   * @param confirms whether this node may say how far a group's log is committed
   */
  PeerGuard(RaftPeerId self, Predicate<RaftGroupId> confirms) {
    this.self = self.toByteString();
    this.confirms = confirms;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!SERVICES.contains(call.getMethodDescriptor().getServiceName())) {
      call.close(Status.UNIMPLEMENTED, new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return new Checked<>(call, next.startCall(call, headers));
  }

  /** Returns why a message is not for this node to answer, or null where it is. */
  private @Nullable String refusal(Object message) {
    RaftRpcRequestProto request = addressed(message);
    if (request == null) {
      return null;
    }
    if (!request.getReplyId().equals(self)) {
      return "another node stands here now: " + self.toStringUtf8();
    }
    return message instanceof ReadIndexRequestProto
            && !confirms.test(ProtoUtils.toRaftGroupId(request.getRaftGroupId()))
        ? self.toStringUtf8() + " does not lead"
        : null;
  }

  private static @Nullable RaftRpcRequestProto addressed(Object message) {
    return switch (message) {
      case AppendEntriesRequestProto entries -> entries.getServerRequest();
      case RequestVoteRequestProto vote -> vote.getServerRequest();
      case ReadIndexRequestProto read -> read.getServerRequest();
      case InstallSnapshotRequestProto snapshot -> snapshot.getServerRequest();
      case StartLeaderElectionRequestProto election -> election.getServerRequest();
      default -> null;
    };
  }

  private final class Checked<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private boolean refused;

    Checked(ServerCall<Q, ?> call, ServerCall.Listener<Q> next) {
      super(next);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      if (refused) {
        return;
      }
      String reason = refusal(message);
      if (reason != null) {
        refused = true;
        call.close(Status.FAILED_PRECONDITION.withDescription(reason), new Metadata());
      } else {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }
  }
}
