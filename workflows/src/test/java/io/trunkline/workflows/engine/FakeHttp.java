package io.trunkline.workflows.engine;

import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Keeps every call and answers as it is told. */
final class FakeHttp implements HttpCaller {
  private final List<OutgoingCall> calls = new CopyOnWriteArrayList<>();
  private volatile Function<OutgoingCall, HttpReply> answer = call -> HttpReply.status(200);

  void answers(Function<OutgoingCall, HttpReply> next) {
    answer = next;
  }

  List<OutgoingCall> calls() {
    return calls;
  }

  @Override
  public CompletionStage<HttpReply> send(OutgoingCall call) {
    calls.add(call);
    try {
      return CompletableFuture.completedFuture(answer.apply(call));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
