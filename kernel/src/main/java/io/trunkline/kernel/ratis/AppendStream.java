package io.trunkline.kernel.ratis;

import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.ratis.AppendMessages.Reply;
import io.trunkline.kernel.ratis.AppendMessages.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.Channel;
import org.apache.ratis.thirdparty.io.grpc.ClientCall;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** The follower's end of {@link AppendMessages}: what it sends to one leader. Thread-safe. */
final class AppendStream {
  private final ClientCall<byte[], byte[]> call;
  private final StreamObserver<byte[]> requests;
  private final Map<Long, CompletableFuture<@Nullable Void>> waiting = new HashMap<>();
  private final List<Request> unsent = new ArrayList<>();
  private long lastNumber;
  private boolean connected;
  private boolean closed;

  AppendStream(Channel channel) {
    call = channel.newCall(AppendMessages.METHOD, CallOptions.DEFAULT);
    requests = ClientCalls.asyncBidiStreamingCall(call, new Replies());
  }

  /** Returns whether entries may still be sent. */
  synchronized boolean isOpen() {
    return !closed;
  }

  /**
   * Sends an entry.
   *
   * @return as {@link LeaderService#append}
   */
  synchronized CompletableFuture<@Nullable Void> send(RaftGroupId groupId, byte[] entry) {
    if (closed) {
      return CompletableFuture.failedFuture(refused("the connection to the leader is closed"));
    }
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    Request request = new Request(groupId, ++lastNumber, entry);
    waiting.put(request.number(), done);
    if (connected) {
      requests.onNext(request.encode());
    } else {
      unsent.add(request);
    }
    return done;
  }

  /** Ends the stream; what became of entries that were sent is not known then. */
  void close() {
    call.cancel("another node leads now", null);
    ended(new IOException("another node leads now"));
  }

  private synchronized void connected() {
    connected = true;
    unsent.forEach(request -> requests.onNext(request.encode()));
    unsent.clear();
  }

  private void replied(Reply reply) {
    CompletableFuture<@Nullable Void> done;
    synchronized (this) {
      done = waiting.remove(reply.number());
    }
    if (done == null) {
      return;
    }
    switch (reply.outcome()) {
      case COMMITTED -> done.complete(null);
      case REFUSED -> done.completeExceptionally(refused(reply.reason()));
      case UNKNOWN -> done.completeExceptionally(new IOException(reply.reason()));
    }
  }

  private void ended(Throwable cause) {
    Map<Long, CompletableFuture<@Nullable Void>> lost;
    boolean sent;
    synchronized (this) {
      closed = true;
      sent = connected;
      lost = new HashMap<>(waiting);
      waiting.clear();
    }
    Throwable failure =
        sent
            ? new IOException("the leader did not say what became of the entry", cause)
            : new ShardUnavailableException("the leader cannot be reached", false, cause);
    lost.values().forEach(done -> done.completeExceptionally(failure));
  }

  private static ShardUnavailableException refused(String reason) {
    return new ShardUnavailableException(reason);
  }

  private final class Replies implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] bytes) {
      Reply reply = Reply.decode(bytes);
      if (reply.number() == Reply.HERE.number()) {
        connected();
      } else {
        replied(reply);
      }
    }

    @Override
    public void onError(Throwable failure) {
      ended(failure);
    }

    @Override
    public void onCompleted() {
      ended(new IOException("the leader has ended the connection"));
    }
  }
}
