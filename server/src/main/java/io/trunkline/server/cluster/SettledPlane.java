package io.trunkline.server.cluster;

import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.util.Locale;
import java.util.Optional;

/** A plane whose changes are answered once every node knows of them. */
public final class SettledPlane extends CallPlane {
  private final CallPlane plane;
  private final Everywhere everywhere;

  public SettledPlane(CallPlane plane, Everywhere everywhere) {
    this.plane = plane;
    this.everywhere = everywhere;
  }

  @Override
  public String name() {
    return plane.name();
  }

  @Override
  public boolean claims(RequestHead head) {
    return plane.claims(head);
  }

  @Override
  public Optional<String> shard(RequestHead head) {
    return plane.shard(head);
  }

  @Override
  public HttpReply noLeader(RequestHead head) {
    return plane.noLeader(head);
  }

  @Override
  public int maxBodyBytes() {
    return plane.maxBodyBytes();
  }

  @Override
  public int maxCalls() {
    return plane.maxCalls();
  }

  @Override
  public HttpReply tooLarge() {
    return plane.tooLarge();
  }

  @Override
  public HttpReply answer(HttpCall call) {
    HttpReply reply = plane.answer(call);
    if (reply.status() < 400 && plane.shard(call.head()).isPresent() && changes(call)) {
      everywhere.await();
    }
    return reply;
  }

  /** Deployments change things between the requests that ask how they are doing. */
  private static boolean changes(HttpCall call) {
    String path = call.head().path().toLowerCase(Locale.ROOT);
    return !(call.method().equals("GET") || call.method().equals("HEAD"))
        || path.contains("/microsoft.resources/deployments/")
        || path.contains("/operationstatuses/");
  }
}
