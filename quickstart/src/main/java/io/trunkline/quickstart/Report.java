package io.trunkline.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** What the quickstart prints at its end: every order with its hops, and the totals. */
final class Report {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int MAX_TITLE = 110;

  /** The attributes that tell one hop from another, in the order in which they are shown. */
  private static final List<String> SHOWN =
      List.of(
          "workflow.name",
          "workflow.action",
          "workflow.status",
          "event.subscription",
          "event.type",
          "messaging.destination.name",
          "messaging.message.id",
          "url.path",
          "url.full",
          "http.response.status_code");

  private final List<Order> orders;
  private final Ledger ledger;
  private final Totals totals;
  private final Surroundings surroundings;
  private final String file;

  Report(List<Order> orders, Ledger ledger, Totals totals, Surroundings surroundings, String file) {
    this.orders = orders;
    this.ledger = ledger;
    this.totals = totals;
    this.surroundings = surroundings;
    this.file = file;
  }

  void print(boolean arrived) {
    for (Order order : orders) {
      // An imported order travels in the trace of the upload.
      String traceId =
          order.kind() == Order.Kind.IMPORTED
              ? surroundings.traceOf(order.id()).orElse("")
              : order.trace().traceId();
      System.out.println();
      System.out.printf(
          Locale.ROOT,
          "%s  region=%s amount=%d  trace=%s%s%n",
          order.id(),
          order.region(),
          order.amount(),
          traceId,
          order.kind() == Order.Kind.IMPORTED ? "  (came with " + file + ")" : "");
      hops(traceId);
      System.out.println("    arrived at: " + arrivals(order));
    }
    System.out.println();
    totals(arrived);
  }

  private void hops(String traceId) {
    JsonNode spans = surroundings.spans(traceId);
    long first = spans.path(0).path("startedAt").asLong();
    for (JsonNode span : spans) {
      System.out.printf(
          Locale.ROOT,
          "    at %9.1f ms  took %8.1f ms  %-10s %s%s%n",
          (span.path("startedAt").asLong() - first) / NANOS_PER_MILLI,
          span.path("durationNanos").asLong() / NANOS_PER_MILLI,
          span.path("room").asText(),
          title(span),
          span.path("failure").isTextual() ? "  failed: " + span.path("failure").asText() : "");
    }
  }

  private static String title(JsonNode span) {
    StringJoiner title = new StringJoiner(" ");
    title.add(span.path("name").asText());
    JsonNode attributes = span.path("attributes");
    for (String name : SHOWN) {
      String value = attributes.path(name).asText();
      if (!value.isEmpty() && !value.equals(span.path("name").asText())) {
        title.add(value);
      }
    }
    String text = title.toString();
    return text.length() > MAX_TITLE ? text.substring(0, MAX_TITLE - 1) + "…" : text;
  }

  private String arrivals(Order order) {
    List<String> places = new ArrayList<>();
    for (String observer :
        List.of(
            StandIn.FULFILMENT,
            "billing",
            "shipping",
            "audit",
            Surroundings.DEAD_LETTER,
            StandIn.NOTICES)) {
      ledger.when(observer, order.id()).ifPresent(at -> places.add(observer));
    }
    return places.isEmpty() ? "nowhere" : String.join(", ", places);
  }

  private void totals(boolean arrived) {
    if (!totals.killed.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "killed                              %s; %s leads since %d ms later%n",
          totals.killed,
          totals.successor,
          totals.electedAfterMillis);
    }
    System.out.println("accepted                            " + totals.accepted);
    System.out.println("waited while the backend was down   " + totals.waited);
    System.out.println("fulfilled                           " + totals.fulfilled);
    System.out.println(
        "dead-lettered                       "
            + totals.deadLettered
            + "  ("
            + surroundings.deadLetterReason()
            + ")");
    System.out.println("events in the dead-letter container " + surroundings.deadLetterBlobs());
    totals.refusals.forEach(
        (what, refusal) ->
            System.out.printf(
                Locale.ROOT,
                "rejected: %-26s%d%s%n",
                what,
                refusal.actual(),
                refusal.actual() == refusal.expected()
                    ? ""
                    : "  (expected " + refusal.expected() + ")"));
    System.out.println(
        arrived
            ? "Every order arrived where it should."
            : "NOT every order arrived where it should.");
  }
}
