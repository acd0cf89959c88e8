package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;

/** A run with fixed content; names match in any letter case. */
public final class FakeContext implements EvaluationContext {
  public final Map<String, JsonNode> parameters = names();
  public final Map<String, JsonNode> actions = names();
  public final Map<String, JsonNode> variables = names();
  public final Map<String, JsonNode> items = names();
  public final Map<String, Integer> iterations = names();
  public JsonNode trigger;
  public JsonNode item;
  public Instant now = Instant.parse("2018-04-15T13:00:00Z");

  private static <T> Map<String, T> names() {
    return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  }

  @Override
  public Optional<JsonNode> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  @Override
  public Optional<String> appSetting(String name) {
    return name.equals("API_URL") ? Optional.of("https://api.example") : Optional.empty();
  }

  @Override
  public Optional<JsonNode> trigger() {
    return Optional.ofNullable(trigger);
  }

  @Override
  public Optional<JsonNode> action(String name) {
    return Optional.ofNullable(actions.get(name));
  }

  @Override
  public Optional<JsonNode> currentAction() {
    return Optional.empty();
  }

  @Override
  public Optional<JsonNode> result(String scope) {
    return scope.equals("Try")
        ? Optional.of(Json.parse("[{\"name\":\"A\",\"status\":\"Failed\"}]"))
        : Optional.empty();
  }

  @Override
  public Optional<JsonNode> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  @Override
  public Optional<JsonNode> item() {
    return Optional.ofNullable(item);
  }

  @Override
  public Optional<JsonNode> item(String loop) {
    return Optional.ofNullable(items.get(loop));
  }

  @Override
  public OptionalInt iterationIndex(String loop) {
    return iterations.containsKey(loop)
        ? OptionalInt.of(iterations.get(loop))
        : OptionalInt.empty();
  }

  @Override
  public JsonNode workflow() {
    return Json.parse("{\"name\":\"orders\",\"run\":{\"name\":\"0858\"}}");
  }

  @Override
  public Optional<String> listCallbackUrl() {
    return Optional.empty();
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public UUID guid() {
    return UUID.fromString("c2ecc88d-88c8-4096-912c-d6f2e2b138ce");
  }

  @Override
  public long random(long minimum, long maximum) {
    return maximum - 1;
  }
}
