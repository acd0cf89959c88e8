package io.trunkline.quickstart;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the report counts. */
final class Totals {
  int accepted;
  int waited;
  int fulfilled;
  int deadLettered;
  String retryAfter = "";

  /** The node that was killed, and the one that leads the namespace since; empty for none. */
  String killed = "";

  volatile String successor = "";
  volatile long electedAfterMillis;
  HttpResponse<String> asked;
  final Map<String, Refusal> refusals = new LinkedHashMap<>();

  /** A request that had to be refused, with the status it should have and the one it got. */
  record Refusal(int expected, int actual) {}

  void refused(String what, int expected, HttpResponse<String> reply) {
    refusals.put(what, new Refusal(expected, reply.statusCode()));
  }

  boolean refusalsAreRight() {
    return refusals.size() == 4
        && refusals.values().stream().allMatch(r -> r.expected() == r.actual())
        && !retryAfter.isEmpty()
        && asked != null
        && asked.statusCode() == 200;
  }
}
