package io.trunkline.server.cli;

import io.trunkline.net.Endpoints;
import io.trunkline.server.cluster.JoinTarget;
import io.trunkline.server.node.ConfigFile;
import io.trunkline.server.node.Node;
import io.trunkline.server.node.NodeConfig;
import io.trunkline.server.node.Peering;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trunkline start}. */
@Command(
    name = "start",
    description = {
      "Starts a node in the foreground. It prints one line 'ready in N ms' with every endpoint when"
          + " it accepts work. SIGTERM shuts it down cleanly; 'kill -9' at any moment loses nothing"
          + " that was acknowledged."
    })
final class StartCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file (JSON); see docs/configuration.md.")
  private Path config;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "Moves every port, so that several nodes run on one machine.")
  private int portOffset;

  @Option(
      names = "--dev",
      description =
          "For development: accepts the Service Bus emulator's well-known connection string and"
              + " gives processes on this machine tokens of managed identities.")
  private boolean dev;

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      description = {
        "Joins a cluster: the HTTPS address of any of its nodes, for example node1:8443. Only the"
            + " first start of an empty data directory joins; later starts know where they belong.",
        "The data of the cluster comes by itself, and every client may use any node."
      })
  private String join;

  @Option(
      names = "--join-token",
      paramLabel = "TOKEN",
      description =
          "What 'trunkline cluster invite' printed on a node of the cluster. Not needed where the"
              + " cluster runs with --dev.")
  private String joinToken;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "What fails together with this node (a rack, a building). Replicas are spread over"
              + " zones.")
  private String zone;

  @Option(
      names = "--node-host",
      paramLabel = "HOST",
      description =
          "Where the other nodes reach this one (default: the address that it is bound to).")
  private String nodeHost;

  @Option(
      names = "--learner",
      description =
          "Joins as a learner: the node receives everything and serves every client, but counts in"
              + " no majority and never leads. Goes with --join.")
  private boolean learner;

  @Option(
      names = "--exit-when-ready",
      description = "Stops again as soon as the node is ready: to measure or to warm up.")
  private boolean exitWhenReady;

  @Override
  public Integer call() throws InterruptedException {
    Instant started = started();
    NodeConfig defaults = NodeConfig.defaults(data.directory());
    NodeConfig chosen = config == null ? defaults : ConfigFile.read(config, defaults);
    Node node = Node.start(chosen.withStart(portOffset, dev).withPeering(peering(chosen)));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  node.close();
                  stopped.countDown();
                },
                "stop"));
    System.out.println(ready(node, Duration.between(started, Instant.now())));
    System.out.flush();
    if (!exitWhenReady) {
      stopped.await();
    }
    return 0;
  }

  private Peering peering(NodeConfig chosen) {
    if (joinToken != null && join == null) {
      throw new CommandException("--join-token says how to join; --join has to say whom.");
    }
    if (learner && join == null) {
      throw new CommandException("--learner says as what to join; --join has to say whom.");
    }
    return new Peering(
        zone == null ? chosen.peering().zone() : zone,
        nodeHost == null ? chosen.peering().host() : nodeHost,
        learner,
        join == null ? null : JoinTarget.of(join, joinToken));
  }

  /**
   * Returns when the command line began this process: the launcher says so in milliseconds since
   * the epoch, since it replaces itself and a build may have come before.
   */
  private static Instant started() {
    Long millis = Long.getLong("trunkline.started");
    return millis == null
        ? ProcessHandle.current().info().startInstant().orElseGet(Instant::now)
        : Instant.ofEpochMilli(millis);
  }

  private String ready(Node node, Duration took) {
    Endpoints at = node.endpoints();
    return "ready in %d ms  https=%s http=%s amqps=amqps://%s:%d amqp=amqp://%s:%d admin=http://%s:%d data=%s%s"
        .formatted(
            took.toMillis(),
            at.httpsBase(),
            at.httpBase(),
            at.host(),
            at.amqps(),
            at.host(),
            at.amqp(),
            at.host(),
            at.admin(),
            data.directory(),
            dev
                ? " (development: well-known keys are accepted, and nodes join without a token)"
                : "");
  }
}
