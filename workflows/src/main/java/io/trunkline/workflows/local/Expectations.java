package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares a run with what a test expects. An expected object is contained in the actual one, names
 * without regard to case at the top; arrays and all other values are equal.
 */
final class Expectations {
  private static final Set<String> KNOWN =
      Set.of(
          "status", "code", "error", "runs", "response", "outputs", "actions", "calls", "trigger");

  private final List<String> failures = new ArrayList<>();

  private Expectations() {}

  /** Returns a line for each difference. */
  static List<String> check(JsonNode expected, List<RunReport> runs, Mocks mocks) {
    Expectations found = new Expectations();
    found.all(expected, runs, mocks);
    return found.failures;
  }

  private void all(JsonNode expected, List<RunReport> runs, Mocks mocks) {
    for (Map.Entry<String, JsonNode> one : expected.properties()) {
      if (!KNOWN.contains(one.getKey())) {
        failures.add("expect." + one.getKey() + ": unknown; known are " + sorted());
      }
    }
    if (expected.has("runs")) {
      compare("runs", expected.path("runs"), Json.mapper().valueToTree(runs.size()));
    }
    if (runs.isEmpty()) {
      if (expected.path("runs").asInt(1) != 0) {
        failures.add("the trigger started no run");
      }
      return;
    }
    RunReport run = runs.getFirst();
    compare("status", expected.path("status"), Json.mapper().valueToTree(run.status().text()));
    compare("code", expected.path("code"), Json.mapper().valueToTree(run.code()));
    compare("error", expected.path("error"), Json.mapper().valueToTree(run.error()));
    if (expected.has("response")) {
      if (run.response() == null) {
        failures.add("response: the run did not answer");
      } else {
        compare("response", expected.path("response"), response(run.response()));
      }
    }
    expected
        .path("outputs")
        .properties()
        .forEach(
            one ->
                compare(
                    "outputs." + one.getKey(),
                    one.getValue(),
                    run.outputs() == null
                        ? Json.object().path("none")
                        : run.outputs().path(one.getKey()).path("value")));
    expected.path("actions").properties().forEach(one -> action(one.getKey(), one.getValue(), run));
    expected
        .path("calls")
        .properties()
        .forEach(
            one ->
                compare(
                    "calls." + one.getKey(),
                    one.getValue(),
                    Json.mapper().valueToTree(mocks.calls(one.getKey()))));
  }

  /** An array stands for the executions in loops, one by one; anything else for the last. */
  private void action(String name, JsonNode expected, RunReport run) {
    List<RunReport.Step> executions = run.executions(name);
    if (executions.isEmpty()) {
      failures.add("actions." + name + ": there is no such action, or its turn never came");
    } else if (expected.isArray()) {
      compare(
          "actions." + name + ".length",
          Json.mapper().valueToTree(expected.size()),
          Json.mapper().valueToTree(executions.size()));
      for (int i = 0; i < Math.min(expected.size(), executions.size()); i++) {
        compare("actions." + name + "[" + i + "]", expected.get(i), step(executions.get(i)));
      }
    } else {
      JsonNode wanted = expected.isTextual() ? Json.object().set("status", expected) : expected;
      compare("actions." + name, wanted, step(executions.getLast()));
    }
  }

  private static ObjectNode step(RunReport.Step step) {
    ObjectNode json = Json.object().put("status", step.status().text()).put("code", step.code());
    json.set("error", Json.mapper().valueToTree(step.error()));
    json.set("inputs", step.inputs());
    json.set("outputs", step.outputs());
    return json.put("retries", step.retries());
  }

  private static ObjectNode response(RunReport.Response response) {
    ObjectNode json = Json.object().put("statusCode", response.statusCode());
    json.set("headers", response.headers());
    json.set("body", response.body());
    return json;
  }

  private void compare(String place, JsonNode expected, JsonNode actual) {
    if (expected.isMissingNode()) {
      return;
    }
    if (expected.isObject() && actual.isObject()) {
      expected
          .properties()
          .forEach(
              one ->
                  compare(place + "." + one.getKey(), one.getValue(), actual.path(one.getKey())));
    } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
      for (int i = 0; i < expected.size(); i++) {
        compare(place + "[" + i + "]", expected.get(i), actual.get(i));
      }
    } else if (!same(expected, actual)) {
      failures.add("%s: expected %s, was %s".formatted(place, Json.text(expected), shown(actual)));
    }
  }

  private static boolean same(JsonNode expected, JsonNode actual) {
    if (expected.isNumber() && actual.isNumber()) {
      return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
    }
    return expected.equals(actual) || (expected.isNull() && actual.isMissingNode());
  }

  private static String shown(JsonNode actual) {
    if (actual.isMissingNode()) {
      return "absent";
    }
    String text = Json.text(actual);
    return text.length() <= 500 ? text : text.substring(0, 500) + "…";
  }

  private static String sorted() {
    return String.join(", ", KNOWN.stream().sorted().toList());
  }
}
