package io.trunkline.compat.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import io.trunkline.compat.example.Example;
import io.trunkline.compat.example.SharedExample;
import io.trunkline.compat.node.TestNode;
import io.trunkline.net.codec.Json;
import io.trunkline.quickstart.JavaSubscriber;
import io.trunkline.quickstart.Ledger;
import io.trunkline.quickstart.Order;
import io.trunkline.quickstart.StandIn;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Orders are placed all the time while the node is killed at random moments and started again.
 *
 * <p>{@code -Dtrunkline.crash.rounds=N} kills it N times; {@code -Dtrunkline.crash.seed=S} repeats
 * the orders and the moments of an earlier run.
 */
@ExtendWith(SharedExample.class)
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("trunkline.crash.rounds", 2);
  private static final long SEED = Long.getLong("trunkline.crash.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int MOST_ORDERS = 25;
  private static final long LONGEST_PAUSE_MILLIS = 400;
  private static final long LONGEST_START_MILLIS = 3_000;
  private static final String DEAD_LETTER = "dead-letter";

  private final Example example;
  private final TestNode node;
  private final Ledger ledger;

  CrashTest(Example example) {
    this.example = example;
    this.node = example.node();
    this.ledger = example.ledger();
  }

  @Test
  void everyAcknowledgedOrderArrivesAndNoOther() throws Exception {
    System.out.println("crash test: -Dtrunkline.crash.seed=" + SEED + " rounds=" + ROUNDS);
    Random random = new Random(SEED);
    OrderStream orders = new OrderStream(example.shop(), new Random(random.nextLong()));
    try (orders) {
      for (int round = 0; round < ROUNDS; round++) {
        someOrders(orders, random);
        node.kill();
        if (random.nextInt(3) == 0) {
          node.launch();
          pause(random, LONGEST_START_MILLIS);
          node.kill();
        }
        node.start();
      }
      someOrders(orders, random);
    }
    System.out.println(
        "crash test: %d orders sent, %d acknowledged, other answers %s"
            .formatted(orders.sent().size(), orders.acknowledged().size(), orders.refusals()));

    try (JavaSubscriber audit = subscriber("audit");
        JavaSubscriber billing = subscriber("billing");
        JavaSubscriber shipping = subscriber("shipping");
        ServiceBusReceiverClient deadLetters = deadLetters()) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> allArrived(orders, deadLetters));
    }
    nothingElseArrived(orders);
    assertThat(orders.refusals()).allMatch(status -> status >= 500);
  }

  /** Lets the node take a few more orders, and then work on for a random moment. */
  private static void someOrders(OrderStream orders, Random random) {
    int enough = orders.acknowledged().size() + 1 + random.nextInt(MOST_ORDERS);
    await().atMost(PATIENCE).until(() -> orders.acknowledged().size() >= enough);
    pause(random, LONGEST_PAUSE_MILLIS);
  }

  /** Picks the moment of a crash: part of what is tested, nothing is waited for. */
  private static void pause(Random random, long longestMillis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(longestMillis)));
  }

  private void allArrived(OrderStream orders, ServiceBusReceiverClient deadLetters) {
    for (ServiceBusReceivedMessage message :
        deadLetters.receiveMessages(50, Duration.ofMillis(200))) {
      ledger.saw(DEAD_LETTER, Json.parse(message.getBody().toBytes()).path("orderId").asText());
      deadLetters.complete(message);
    }
    assertThat(ledger.seen(StandIn.FULFILMENT)).containsAll(expected(orders, Order::fulfilled));
    assertThat(ledger.seen(DEAD_LETTER)).containsAll(expected(orders, o -> !o.fulfilled()));
    assertThat(ledger.seen("audit")).containsAll(expected(orders, Order::fulfilled));
    assertThat(ledger.seen("billing")).containsAll(expected(orders, Order::forBilling));
    assertThat(ledger.seen("shipping")).containsAll(expected(orders, Order::forShipping));
  }

  private static Set<String> expected(OrderStream orders, Predicate<Order> wanted) {
    return orders.acknowledged().values().stream()
        .filter(wanted)
        .map(Order::id)
        .collect(Collectors.toSet());
  }

  private void nothingElseArrived(OrderStream orders) {
    onlyOf(orders, StandIn.FULFILMENT, Order::fulfilled);
    onlyOf(orders, DEAD_LETTER, order -> !order.fulfilled());
    onlyOf(orders, "audit", Order::fulfilled);
    onlyOf(orders, "billing", Order::forBilling);
    onlyOf(orders, "shipping", Order::forShipping);
    assertThat(ledger.seen(StandIn.FULFILMENT))
        .as("only what was fulfilled is announced")
        .containsAll(ledger.seen("audit"));
  }

  private void onlyOf(OrderStream orders, String observer, Predicate<Order> allowed) {
    assertThat(ledger.seen(observer))
        .as(observer)
        .filteredOn(orders::owns)
        .allMatch(id -> orders.sent().containsKey(id) && allowed.test(orders.sent().get(id)));
  }

  private JavaSubscriber subscriber(String subscription) {
    return new JavaSubscriber(node.connectionString(), subscription, ledger);
  }

  private ServiceBusReceiverClient deadLetters() {
    return new ServiceBusClientBuilder()
        .connectionString(node.connectionString())
        .receiver()
        .queueName("orders")
        .subQueue(SubQueue.DEAD_LETTER_QUEUE)
        .disableAutoComplete()
        .buildClient();
  }
}
