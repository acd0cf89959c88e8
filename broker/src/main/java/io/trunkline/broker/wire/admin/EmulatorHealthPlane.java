package io.trunkline.broker.wire.admin;

import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /health} of the official emulator ({@code reference/service-bus.md §15.1}), for
 * set-ups that wait for it on port 5300.
 */
public final class EmulatorHealthPlane extends CallPlane {
  private final BooleanSupplier ready;

  /**
   * @param ready whether the node serves
   */
  public EmulatorHealthPlane(BooleanSupplier ready) {
    this.ready = ready;
  }

  @Override
  public String name() {
    return "emulator";
  }

  @Override
  public boolean claims(RequestHead head) {
    return head.path().equals("/health");
  }

  @Override
  public int maxBodyBytes() {
    return 0;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    boolean healthy = ready.getAsBoolean();
    return HttpReply.json(
        healthy ? 200 : 503,
        Json.object()
            .put("status", healthy ? "healthy" : "unhealthy")
            .put(
                "message",
                healthy
                    ? "Service is healthy."
                    : "Service not available. Please try after some time."));
  }
}
