package io.trunkline.events.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCallException;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Webhooks that prove themselves as they should and answer deliveries as a test wants it. */
public final class Webhooks implements HttpCaller {
  private final List<OutgoingCall> deliveries = new CopyOnWriteArrayList<>();
  private final List<OutgoingCall> handshakes = new CopyOnWriteArrayList<>();
  private volatile Function<OutgoingCall, CompletionStage<HttpReply>> answer = answering(200);
  private volatile Function<OutgoingCall, HttpReply> handshake = Webhooks::prove;

  @Override
  public CompletionStage<HttpReply> send(OutgoingCall call) {
    boolean delivery =
        call.headers().first("aeg-event-type").filter("Notification"::equals).isPresent();
    if (delivery) {
      deliveries.add(call);
      return answer.apply(call);
    }
    handshakes.add(call);
    try {
      return CompletableFuture.completedFuture(handshake.apply(call));
    } catch (HttpCallException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Has deliveries answered with {@code status} from now on. */
  public void answer(int status) {
    answer = answering(status);
  }

  public void answer(Function<OutgoingCall, CompletionStage<HttpReply>> answering) {
    answer = answering;
  }

  public void answerHandshakes(Function<OutgoingCall, HttpReply> answering) {
    handshake = answering;
  }

  /** Returns the deliveries so far. */
  public List<OutgoingCall> deliveries() {
    return deliveries;
  }

  public List<OutgoingCall> handshakes() {
    return handshakes;
  }

  public OutgoingCall lastDelivery() {
    return deliveries.getLast();
  }

  public static JsonNode body(OutgoingCall call) {
    return Json.parse(call.body());
  }

  public static String header(OutgoingCall call, String name) {
    return call.headers().first(name).orElse("");
  }

  private static Function<OutgoingCall, CompletionStage<HttpReply>> answering(int status) {
    return call -> CompletableFuture.completedFuture(HttpReply.status(status));
  }

  /** Answers a handshake of either kind as a willing endpoint does. */
  public static HttpReply prove(OutgoingCall call) {
    if (call.method().equals("OPTIONS")) {
      return HttpReply.status(200).withHeader("WebHook-Allowed-Origin", "eventgrid.azure.net");
    }
    String code = body(call).path(0).path("data").path("validationCode").asText();
    return HttpReply.json(200, Json.object().put("validationResponse", code));
  }
}
