package io.trunkline.server.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardStatus;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.NodeCalls;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** How the cluster stands: what this node knows, and of each shard what its leader knows. */
public final class ClusterStatus {
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final ShardLeaders leaders;
  private final Supplier<NodeCalls> calls;

  /**
   * @param calls asked only where there are other nodes
   */
  public ClusterStatus(Cluster cluster, ShardLeaders leaders, Supplier<NodeCalls> calls) {
    this.cluster = cluster;
    this.leaders = leaders;
    this.calls = calls;
  }

  /** Returns {@code {self, nodes, shards}}; blocks for at most two seconds. */
  public ObjectNode read() {
    ObjectNode status = Json.object().put("self", cluster.self().value());
    Map<String, CompletableFuture<JsonNode>> answers = new HashMap<>();
    ArrayNode nodes = status.putArray("nodes");
    for (Member member : cluster.members()) {
      boolean self = member.id().equals(cluster.self());
      if (!self) {
        answers.put(member.id().value(), ask(member));
      }
      nodes
          .addObject()
          .put("id", member.id().value())
          .put("zone", member.zone())
          .put("host", member.host())
          .put("raftPort", member.raftPort())
          .put("relayPort", member.relayPort())
          .put("role", member.role().name())
          .put("state", member.state().name());
    }
    for (JsonNode node : nodes) {
      CompletableFuture<JsonNode> answer = answers.get(node.path("id").asText());
      ((ObjectNode) node).put("reachable", answer == null || !answer.join().isMissingNode());
    }
    ArrayNode shards = status.putArray("shards");
    for (ShardStatus shard : cluster.shards()) {
      JsonNode known = json(shard);
      String leader = shard.leader().map(NodeId::value).orElse("");
      for (JsonNode theirs :
          answers.getOrDefault(leader, CompletableFuture.completedFuture(Json.array())).join()) {
        if (theirs.path("id").equals(known.path("id"))) {
          known = theirs;
        }
      }
      shards.add(known);
    }
    return status;
  }

  /** Returns the shards as this node alone knows them. */
  ArrayNode shards() {
    ArrayNode shards = Json.array();
    cluster.shards().forEach(shard -> shards.add(json(shard)));
    return shards;
  }

  private CompletableFuture<JsonNode> ask(Member member) {
    JsonNode nothing = Json.object().path("nothing");
    return leaders
        .destination(member.id())
        .map(
            to ->
                calls
                    .get()
                    .call(to, NodePlane.NAME, "", NodePlane.SHARDS, new byte[0], WAIT)
                    .thenApply(HttpReply::body)
                    .thenApply(Json::parse)
                    .exceptionally(failure -> nothing)
                    .toCompletableFuture())
        .orElseGet(() -> CompletableFuture.completedFuture(nothing));
  }

  private static ObjectNode json(ShardStatus shard) {
    ObjectNode json = Json.object().put("id", shard.id().value());
    json.put("leader", shard.leader().map(NodeId::value).orElse(null));
    json.put("committed", shard.committedIndex()).put("applied", shard.appliedIndex());
    ArrayNode replicas = json.putArray("replicas");
    for (ShardStatus.Replica replica : shard.replicas()) {
      ObjectNode one =
          replicas
              .addObject()
              .put("node", replica.node().value())
              .put("role", replica.role().name());
      replica.lag().ifPresent(lag -> one.put("lag", lag));
    }
    return json;
  }
}
