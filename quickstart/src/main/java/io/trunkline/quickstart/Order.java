package io.trunkline.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.TraceContext;
import java.math.BigDecimal;

/**
 * An order and what is expected to become of it.
 *
 * @param trace the trace that its client starts
 * @param kind what is special about it
 */
public record Order(String id, String region, int amount, Kind kind, TraceContext trace) {

  /** What is special about an order. */
  public enum Kind {
    /** Placed at the gateway, to be fulfilled. */
    GOOD,
    /** Well-formed, so that the gateway takes it, but not valid: dead-lettered. */
    POISON,
    /** Uploaded in a file, to be fulfilled. */
    IMPORTED
  }

  public boolean fulfilled() {
    return kind != Kind.POISON;
  }

  /** Returns whether the subscription {@code billing} is to get it: {@code amount >= 100}. */
  public boolean forBilling() {
    return fulfilled() && amount >= 100;
  }

  /** Returns whether the subscription {@code shipping} is to get it: {@code region} eu or us. */
  public boolean forShipping() {
    return fulfilled() && !region.equals("apac");
  }

  public ObjectNode json() {
    ObjectNode order = Json.object();
    order.put("orderId", id);
    order.put("customer", "customer of " + id);
    order.put("region", region);
    order.set(
        "amount", (JsonNode) Json.mapper().getNodeFactory().numberNode(new BigDecimal(amount)));
    order.putArray("items").addObject().put("sku", "anvil").put("quantity", 1);
    return order;
  }
}
