package io.trunkline.quickstart;

import io.trunkline.net.tracing.TraceContext;
import io.trunkline.quickstart.Order.Kind;
import io.trunkline.server.cli.CommandException;
import io.trunkline.server.cli.NodeClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The example, from its deployment to the report. */
final class Story implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration DOWN_AT_LEAST = Duration.ofSeconds(3);
  private static final int MOST_CALLS = 200;
  private static final String[] REGIONS = {"eu", "us", "apac"};

  private static final String NAMESPACE = "broker/orders-ns";
  private static final int MOST_TRIES = 30;

  private final List<NodeProcess> nodes;
  private final NodeProcess node;
  private final Path example;
  private final int goodOrders;
  private final Ledger ledger = new Ledger();
  private final StandIn standIn;
  private final Totals totals = new Totals();
  private final List<Order> orders = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final SecureRandom random = new SecureRandom();
  private Surroundings surroundings;

  /**
   * @param nodes the first is the one that clients use; where there are more, one is killed
   */
  Story(List<NodeProcess> nodes, Path example, int goodOrders) throws IOException {
    this.nodes = nodes;
    this.node = nodes.getFirst();
    this.example = example;
    this.goodOrders = goodOrders;
    this.standIn = new StandIn(ledger);
  }

  /** Tells the story and prints the report; returns whether every order arrived. */
  boolean run() throws Exception {
    Map<String, String> outputs = deploy();
    NodeClient administrator = node.administrator();
    surroundings = new Surroundings(node, administrator, outputs);
    OrderClient shop = OrderClient.register(administrator, node.files(), outputs.get("ordersUrl"));
    subscribe();
    if (nodes.size() > 1) {
      new Failover(nodes).awaitWhole();
    }

    step("Placing orders while the web service behind the workflow is down");
    placeOrders(shop);
    placeRefused(shop);
    String file = uploadOrders();
    totals.waited = waiting();
    step(totals.waited + " orders wait in the queue; the web service comes up");
    standIn.comeUp();

    step("Publishing a notice to one webhook that takes it and one that always fails");
    surroundings.publishNotice(orders.getFirst().id());

    step("Waiting until everything has arrived where it should");
    boolean arrived = await(this::everythingArrived, PATIENCE);
    totals.fulfilled = ledger.count(StandIn.FULFILMENT);
    totals.deadLettered = ledger.count(Surroundings.DEAD_LETTER);
    askAndExceed(shop);

    new Report(orders, ledger, totals, surroundings, file).print(arrived);
    return arrived && totals.refusalsAreRight();
  }

  private Map<String, String> deploy() throws IOException, InterruptedException {
    step("Deploying " + example.getFileName());
    String printed =
        node.command(
            List.of(
                "deploy",
                example.resolve("azuredeploy.json").toString(),
                "--parameters",
                example.resolve("azuredeploy.parameters.json").toString(),
                "--set",
                "fulfilmentUrl=" + standIn.address("/fulfilment"),
                "--set",
                "noticesWebhookUrl=" + standIn.address("/notices"),
                "--set",
                "failingWebhookUrl=" + standIn.address("/failing")));
    Map<String, String> outputs = new HashMap<>();
    for (String line : printed.lines().toList()) {
      int equals = line.indexOf(" = ");
      if (equals > 0) {
        outputs.put(line.substring(0, equals), atOurNode(line.substring(equals + 3)));
      }
    }
    return outputs;
  }

  /** Every node serves every address: the clients' is the node that is not going to be killed. */
  private String atOurNode(String value) {
    String ours = node.address().endpoints().httpsBase();
    return nodes.size() == 1 ? value : value.replaceFirst("^https://localhost:[0-9]+", ours);
  }

  private void subscribe() throws IOException, InterruptedException {
    String connectionString = surroundings.connectionString();
    open.add(new JavaSubscriber(connectionString, "billing", ledger));
    open.add(new JavaSubscriber(connectionString, "shipping", ledger));
    open.add(JavaScriptSubscriber.start(example.resolve("consumers"), connectionString, ledger));
  }

  private void placeOrders(OrderClient shop) throws InterruptedException {
    for (int i = 0; i < goodOrders; i++) {
      orders.add(order("order-" + (i + 1), REGIONS[i % 3], 40 + 30 * (i % 6), Kind.GOOD));
    }
    orders.add(order("poison-1", "eu", -5, Kind.POISON));
    for (Order order : orders) {
      if (nodes.size() > 1 && totals.accepted == orders.size() / 2) {
        killLeader();
      }
      HttpResponse<String> reply = placed(shop, order);
      if (reply.statusCode() != 202 || reply.headers().firstValue("Location").isEmpty()) {
        throw new CommandException(
            "The gateway answered "
                + reply.statusCode()
                + " to order "
                + order.id()
                + ": "
                + reply.body());
      }
      totals.accepted++;
    }
  }

  /** Kills the leader of the namespace; the next order comes at once. */
  private void killLeader() throws InterruptedException {
    Failover failover = new Failover(nodes);
    totals.killed = failover.killLeader(NAMESPACE);
    long killedAt = System.nanoTime();
    step("Killed " + totals.killed + ", the leader of " + NAMESPACE + ", after half of the orders");
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                totals.successor = failover.nextLeader(NAMESPACE, totals.killed);
                totals.electedAfterMillis = (System.nanoTime() - killedAt) / 1_000_000;
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** Places an order, again where the answer is that it should be tried again. */
  private static HttpResponse<String> placed(OrderClient shop, Order order)
      throws InterruptedException {
    HttpResponse<String> reply = shop.place(order);
    for (int i = 0; i < MOST_TRIES && reply.statusCode() >= 500; i++) {
      Thread.sleep(1_000);
      reply = shop.place(order);
    }
    return reply;
  }

  private void placeRefused(OrderClient shop) {
    Order order = order("refused-1", "eu", 1, Kind.GOOD);
    totals.refused("malformed order", 400, shop.placeMalformed());
    totals.refused("wrong token", 401, shop.placeWithWrongToken(order));
    totals.refused("wrong subscription key", 401, shop.placeWithWrongKey(order));
  }

  private String uploadOrders() {
    List<Order> imported =
        List.of(
            order("imported-1", "us", 250, Kind.IMPORTED),
            order("imported-2", "apac", 20, Kind.IMPORTED));
    orders.addAll(imported);
    return surroundings.uploadOrders(imported);
  }

  /** Waits until all orders are in the queue and the web service was down for a while. */
  private int waiting() throws InterruptedException {
    long expected = orders.stream().filter(Order::fulfilled).count();
    await(() -> surroundings.queued() >= expected, Duration.ofSeconds(30));
    Thread.sleep(DOWN_AT_LEAST);
    return surroundings.queued();
  }

  private boolean everythingArrived() {
    surroundings.readDeadLetters(ledger);
    return orders.stream().allMatch(this::arrived)
        && ledger.has(StandIn.NOTICES, orders.getFirst().id())
        && surroundings.deadLetterBlobs() > 0;
  }

  private boolean arrived(Order order) {
    if (!order.fulfilled()) {
      return ledger.has(Surroundings.DEAD_LETTER, order.id());
    }
    return ledger.has(StandIn.FULFILMENT, order.id())
        && ledger.has("audit", order.id())
        && (!order.forBilling() || ledger.has("billing", order.id()))
        && (!order.forShipping() || ledger.has("shipping", order.id()));
  }

  /** Asks for an order through the gateway until the rate limit says no. */
  private void askAndExceed(OrderClient shop) {
    totals.asked = shop.ask(orders.getFirst().id());
    for (int i = 0; i < MOST_CALLS; i++) {
      HttpResponse<String> reply = shop.ask(orders.getFirst().id());
      if (reply.statusCode() == 429) {
        totals.refused("too many calls", 429, reply);
        totals.retryAfter = reply.headers().firstValue("Retry-After").orElse("");
        return;
      }
    }
  }

  private Order order(String name, String region, int amount, Kind kind) {
    TraceContext trace = new TraceContext(hex(16), hex(8), true);
    return new Order(name + "-" + trace.traceId().substring(0, 6), region, amount, kind, trace);
  }

  private String hex(int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  private static boolean await(BooleanSupplier condition, Duration patience)
      throws InterruptedException {
    long giveUpAt = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUpAt) {
        return false;
      }
      Thread.sleep(100);
    }
    return true;
  }

  private static void step(String text) {
    System.out.println("· " + text);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    if (surroundings != null) {
      surroundings.close();
    }
    standIn.close();
  }
}
