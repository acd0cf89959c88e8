package io.trunkline.compat.crash;

import io.trunkline.net.tracing.TraceContext;
import io.trunkline.quickstart.Order;
import io.trunkline.quickstart.Order.Kind;
import io.trunkline.quickstart.OrderClient;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A shop that places one order after the other, whether the node is up or not, and remembers what
 * became of each call. It never repeats an order: one whose answer was lost may be there or not.
 */
final class OrderStream implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;
  private static final String[] REGIONS = {"eu", "us", "apac"};

  private final OrderClient shop;
  private final Random random;
  private final String name;
  private final Map<String, Order> sent = new ConcurrentHashMap<>();
  private final Map<String, Order> acknowledged = new ConcurrentHashMap<>();
  private final Set<Integer> refusals = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService placing = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> task;

  OrderStream(OrderClient shop, Random random) {
    this.shop = shop;
    this.random = random;
    this.name = "crash-" + HexFormat.of().toHexDigits(random.nextInt()) + "-";
    this.task = placing.scheduleWithFixedDelay(this::place, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void place() {
    Order order = next();
    sent.put(order.id(), order);
    HttpResponse<String> reply;
    try {
      reply = shop.place(order);
    } catch (RuntimeException e) {
      return; // the node is down: nobody knows whether the order was taken
    }
    if (reply.statusCode() == 202) {
      acknowledged.put(order.id(), order);
    } else {
      refusals.add(reply.statusCode());
    }
  }

  /** Makes the next order; one in ten is poison. */
  private Order next() {
    Kind kind = random.nextInt(10) == 0 ? Kind.POISON : Kind.GOOD;
    int amount = kind == Kind.POISON ? -1 : 1 + random.nextInt(200);
    byte[] trace = new byte[24];
    random.nextBytes(trace);
    HexFormat hex = HexFormat.of();
    return new Order(
        name + sent.size(),
        REGIONS[random.nextInt(REGIONS.length)],
        amount,
        kind,
        new TraceContext(hex.formatHex(trace, 0, 16), hex.formatHex(trace, 16, 24), true));
  }

  /** Returns every order that was ever tried to be placed, by id. */
  Map<String, Order> sent() {
    return sent;
  }

  /** Returns the orders that were answered with 202, by id. */
  Map<String, Order> acknowledged() {
    return acknowledged;
  }

  /** Returns the statuses of all other answers. */
  Set<Integer> refusals() {
    return refusals;
  }

  /** Returns whether {@code id} is one of this stream's orders, sent or not. */
  boolean owns(String id) {
    return id.startsWith(name);
  }

  /** Stops once the order being placed has its answer. */
  @Override
  public void close() {
    placing.close();
    if (task.state() == Future.State.FAILED) {
      throw new IllegalStateException("orders were no longer placed", task.exceptionNow());
    }
  }
}
