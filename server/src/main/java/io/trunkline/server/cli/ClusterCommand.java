package io.trunkline.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.server.cluster.ClusterPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trunkline cluster}. */
@Command(
    name = "cluster",
    description = {
      "Shows and changes the group of nodes that keep each other's data. Ask any of its nodes.",
      "",
      "From one node to three, without stopping:",
      "  trunkline cluster invite                      on the node; prints the command for the new"
          + " one",
      "  trunkline start --join HOST:8443 --join-token TOKEN   on each new machine",
      "  trunkline cluster status                      until every node is ACTIVE",
      "",
      "A dead node is replaced by an empty one with 'trunkline cluster replace NODE'. Nodes are"
          + " restarted one after the other with SIGTERM: each gives its leadership away first."
    },
    synopsisSubcommandLabel = "COMMAND")
final class ClusterCommand {
  private static final Duration POLL = Duration.ofSeconds(1);

  @Command(
      name = "status",
      description = "Shows the nodes with their zones, and of each shard its leader and the lag.")
  int status(@Mixin DataOption data) {
    JsonNode status = read(NodeClient.of(data.files()));
    for (JsonNode node : status.path("nodes")) {
      System.out.printf(
          "node   %-14s %-8s %-8s zone=%s %s:%d%s%s%n",
          node.path("id").asText(),
          node.path("role").asText(),
          node.path("state").asText(),
          node.path("zone").asText().isEmpty() ? "-" : node.path("zone").asText(),
          node.path("host").asText(),
          node.path("raftPort").asInt(),
          node.path("reachable").asBoolean() ? "" : "  UNREACHABLE",
          node.path("id").equals(status.path("self")) ? "  (this node)" : "");
    }
    boolean whole = true;
    for (JsonNode shard : status.path("shards")) {
      String leader = shard.path("leader").asText("none");
      whole &= !shard.path("leader").isNull();
      StringBuilder replicas = new StringBuilder();
      for (JsonNode replica : shard.path("replicas")) {
        replicas.append(' ').append(replica.path("node").asText());
        if (replica.path("role").asText().equals("LEARNER")) {
          replicas.append("(learner)");
        }
        if (replica.has("lag")) {
          replicas.append("+").append(replica.path("lag").asLong());
        }
      }
      System.out.printf(
          "shard  %-30s leader=%s committed=%d replicas(+lag):%s%n",
          shard.path("id").asText(), leader, shard.path("committed").asLong(), replicas);
    }
    return whole ? 0 : 1;
  }

  @Command(
      name = "invite",
      description = "Prints the command with which one new node joins this cluster.")
  int invite(
      @Mixin DataOption data,
      @Option(
              names = "--hours",
              defaultValue = "24",
              paramLabel = "N",
              description = "How long the invitation is good (default: ${DEFAULT-VALUE}).")
          int hours) {
    System.out.println(invitation(NodeClient.of(data.files()), hours));
    return 0;
  }

  @Command(
      name = "leave",
      description =
          "Takes a node out of the cluster, dead or alive, once its data is elsewhere. Its name is"
              + " never used again; its data directory can be removed.")
  int leave(@Mixin DataOption data, @Parameters(paramLabel = "NODE") String node) {
    remove(NodeClient.of(data.files()), node);
    return 0;
  }

  @Command(
      name = "replace",
      description =
          "Prints the command for an empty node, waits until that node has all data, and then takes"
              + " the old one out.")
  int replace(
      @Mixin DataOption data,
      @Parameters(paramLabel = "OLD") String old,
      @Option(
              names = "--wait",
              defaultValue = "60",
              paramLabel = "MINUTES",
              description = "How long to wait for it (default: ${DEFAULT-VALUE}).")
          int minutes) {
    NodeClient client = NodeClient.of(data.files());
    Set<String> before = active(client);
    System.out.println(invitation(client, Math.max(1, minutes / 60 + 1)));
    System.out.println("waiting for the new node …");
    Instant giveUp = Instant.now().plus(Duration.ofMinutes(minutes));
    while (before.containsAll(active(client))) {
      if (Instant.now().isAfter(giveUp)) {
        throw new CommandException(
            "No new node became ACTIVE within " + minutes + " minutes; nothing was changed.");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL.toMillis()));
    }
    remove(client, old);
    System.out.println(old + " is replaced");
    return 0;
  }

  @Command(
      name = "transfer",
      description = "Has another node lead a shard; clients see a short pause.")
  int transfer(
      @Mixin DataOption data,
      @Parameters(paramLabel = "SHARD") String shard,
      @Parameters(paramLabel = "NODE") String node) {
    ObjectNode body = Json.object().put("shard", shard).put("node", node);
    NodeClient.of(data.files()).call("POST", ClusterPlane.PATH + "/transfers", body);
    return 0;
  }

  private static JsonNode read(NodeClient client) {
    return client.call("GET", ClusterPlane.PATH, MissingNode.getInstance());
  }

  private static Set<String> active(NodeClient client) {
    Set<String> active = new HashSet<>();
    for (JsonNode node : read(client).path("nodes")) {
      if (node.path("state").asText().equals("ACTIVE")) {
        active.add(node.path("id").asText());
      }
    }
    return active;
  }

  private static void remove(NodeClient client, String node) {
    client.call("DELETE", ClusterPlane.PATH + "/nodes/" + node, MissingNode.getInstance());
  }

  private static String invitation(NodeClient client, int hours) {
    JsonNode invitation =
        client.call("POST", ClusterPlane.PATH + "/invitations", Json.object().put("hours", hours));
    Endpoints at = client.address().endpoints();
    return "trunkline start --join %s:%d --join-token %s\n(once, until %s; HOST as the new machine sees it)"
        .formatted(
            at.host(),
            at.https(),
            invitation.path("token").asText(),
            invitation.path("expiresAt").asText());
  }
}
