package io.trunkline.server.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.Cluster;
import io.trunkline.monitor.PeerTraces;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.NodeCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The traces that the other nodes of the cluster keep. */
public final class ClusterTraces implements PeerTraces {
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final ShardLeaders leaders;
  private final Supplier<NodeCalls> calls;

  /**
   * @param calls asked only where there are other nodes
   */
  public ClusterTraces(Cluster cluster, ShardLeaders leaders, Supplier<NodeCalls> calls) {
    this.cluster = cluster;
    this.leaders = leaders;
    this.calls = calls;
  }

  @Override
  public List<JsonNode> ask(String query) {
    byte[] body = query.getBytes(StandardCharsets.UTF_8);
    List<CompletableFuture<JsonNode>> answers =
        cluster.members().stream()
            .flatMap(member -> leaders.destination(member.id()).stream())
            .map(
                to ->
                    calls
                        .get()
                        .call(to, NodePlane.NAME, "", NodePlane.TRACES, body, WAIT)
                        .thenApply(HttpReply::body)
                        .thenApply(Json::parse)
                        .exceptionally(silent -> Json.object())
                        .toCompletableFuture())
            .toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }
}
