package io.trunkline.server.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What nodes ask each other, behind the inner door alone: how shards stand here, to catch up, and
 * the calls of workflows to a namespace that is led here.
 */
public final class NodePlane extends CallPlane {
  static final String NAME = "node";
  static final String SHARDS = "/shards";
  static final String CATCH_UP = "/catch-up";
  static final String MESSAGING = "/messaging";
  static final String TRACES = "/traces";

  private static final int MAX_BODY_BYTES = 64 << 20;

  private final ClusterStatus status;
  private final Supplier<CompletionStage<Void>> catchUp;
  private final MessagingServer messaging;
  private final Function<String, ObjectNode> traces;

  /**
   * @param traces the traces that this node keeps, by query
   * @param catchUp completes once this node knows what was committed anywhere before
   */
  public NodePlane(
      ClusterStatus status,
      Supplier<CompletionStage<Void>> catchUp,
      MessagingServer messaging,
      Function<String, ObjectNode> traces) {
    this.traces = traces;
    this.status = status;
    this.catchUp = catchUp;
    this.messaging = messaging;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Of no public door. */
  @Override
  public boolean claims(RequestHead head) {
    return false;
  }

  @Override
  public int maxBodyBytes() {
    return MAX_BODY_BYTES;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    return switch (call.head().path()) {
      case SHARDS -> HttpReply.json(200, status.shards());
      case CATCH_UP -> {
        catchUp.get().toCompletableFuture().join();
        yield HttpReply.status(204);
      }
      case TRACES -> HttpReply.json(200, traces.apply(call.text()));
      case MESSAGING ->
          HttpReply.status(200).withBody("application/cbor", messaging.answer(call.body()));
      default -> HttpReply.json(404, Json.object());
    };
  }
}
