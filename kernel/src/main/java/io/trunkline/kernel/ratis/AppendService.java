package io.trunkline.kernel.ratis;

import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.ratis.AppendMessages.Outcome;
import io.trunkline.kernel.ratis.AppendMessages.Reply;
import io.trunkline.kernel.ratis.AppendMessages.Request;
import java.util.concurrent.CompletionException;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCallStreamObserver;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** The leader's end of {@link AppendMessages}. Entries of one stream are appended in its order. */
final class AppendService {
  private final LeaderService handler;

  AppendService(LeaderService handler) {
    this.handler = handler;
  }

  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(AppendMessages.SERVICE)
        .addMethod(AppendMessages.METHOD, ServerCalls.asyncBidiStreamingCall(this::accept))
        .build();
  }

  private StreamObserver<byte[]> accept(StreamObserver<byte[]> replies) {
    Session session = new Session((ServerCallStreamObserver<byte[]>) replies);
    session.reply(Reply.HERE);
    return session;
  }

  private final class Session implements StreamObserver<byte[]> {
    private final ServerCallStreamObserver<byte[]> replies;

    Session(ServerCallStreamObserver<byte[]> replies) {
      this.replies = replies;
      // A follower that has gone is no fault: without a handler each reply to it would throw.
      replies.setOnCancelHandler(() -> {});
    }

    @Override
    public void onNext(byte[] bytes) {
      Request request = Request.decode(bytes);
      handler
          .append(request.groupId(), request.entry())
          .whenComplete((_, failure) -> reply(outcome(request.number(), failure)));
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public synchronized void onCompleted() {
      replies.onCompleted();
    }

    private synchronized void reply(Reply reply) {
      if (!replies.isCancelled()) {
        replies.onNext(reply.encode());
      }
    }
  }

  private static Reply outcome(long number, @Nullable Throwable failure) {
    if (failure == null) {
      return new Reply(number, Outcome.COMMITTED, "");
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    boolean refused = cause instanceof ShardUnavailableException known && !known.outcomeUnknown();
    return new Reply(
        number, refused ? Outcome.REFUSED : Outcome.UNKNOWN, String.valueOf(cause.getMessage()));
  }
}
