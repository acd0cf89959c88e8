package io.trunkline.compat.example;

import io.trunkline.compat.node.TestNode;
import io.trunkline.quickstart.Ledger;
import io.trunkline.quickstart.OrderClient;
import io.trunkline.quickstart.StandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A node with the example deployed, the web service behind it, and the shop in front of it. */
public final class Example implements AutoCloseable {
  private static final Path FILES =
      Path.of("..", "examples", "order-fulfilment").toAbsolutePath().normalize();

  private final TestNode node;
  private final Ledger ledger = new Ledger();
  private final StandIn standIn;
  private final Map<String, String> outputs;
  private final OrderClient shop;

  private Example(TestNode node) throws IOException, InterruptedException {
    this.node = node;
    this.standIn = new StandIn(ledger);
    this.outputs = deploy();
    this.shop = OrderClient.register(node.administrator(), node.files(), outputs.get("ordersUrl"));
    standIn.comeUp();
  }

  /** Starts a node below {@code directory} and deploys the example with the command line. */
  static Example start(Path directory) throws IOException, InterruptedException {
    return new Example(TestNode.start(directory, FILES.resolve("trunkline.json")));
  }

  private Map<String, String> deploy() throws IOException, InterruptedException {
    String printed =
        node.command(
            List.of(
                "deploy",
                FILES.resolve("azuredeploy.json").toString(),
                "--parameters",
                FILES.resolve("azuredeploy.parameters.json").toString(),
                "--set",
                "callsPer10Seconds=100000",
                "--set",
                "fulfilmentUrl=" + standIn.address("/fulfilment"),
                "--set",
                "noticesWebhookUrl=" + standIn.address("/notices"),
                "--set",
                "failingWebhookUrl=" + standIn.address("/failing")));
    return printed
        .lines()
        .filter(line -> line.contains(" = "))
        .map(line -> line.split(" = ", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  public TestNode node() {
    return node;
  }

  /** Returns who saw which order. */
  public Ledger ledger() {
    return ledger;
  }

  public OrderClient shop() {
    return shop;
  }

  /** Returns the address at which the gateway takes orders. */
  public String ordersUrl() {
    return outputs.get("ordersUrl");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    node.close();
    standIn.close();
  }
}
