package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** A context that answers as another one does, for those that change an answer or two. */
abstract class DelegatingContext implements EvaluationContext {
  private final EvaluationContext outer;

  DelegatingContext(EvaluationContext outer) {
    this.outer = outer;
  }

  @Override
  public Optional<JsonNode> parameter(String name) {
    return outer.parameter(name);
  }

  @Override
  public Optional<String> appSetting(String name) {
    return outer.appSetting(name);
  }

  @Override
  public Optional<JsonNode> trigger() {
    return outer.trigger();
  }

  @Override
  public Optional<JsonNode> action(String name) {
    return outer.action(name);
  }

  @Override
  public Optional<JsonNode> currentAction() {
    return outer.currentAction();
  }

  @Override
  public Optional<JsonNode> result(String scope) {
    return outer.result(scope);
  }

  @Override
  public Optional<JsonNode> variable(String name) {
    return outer.variable(name);
  }

  @Override
  public Optional<JsonNode> item() {
    return outer.item();
  }

  @Override
  public Optional<JsonNode> item(String loop) {
    return outer.item(loop);
  }

  @Override
  public OptionalInt iterationIndex(String loop) {
    return outer.iterationIndex(loop);
  }

  @Override
  public JsonNode workflow() {
    return outer.workflow();
  }

  @Override
  public Optional<String> listCallbackUrl() {
    return outer.listCallbackUrl();
  }

  @Override
  public Instant now() {
    return outer.now();
  }

  @Override
  public UUID guid() {
    return outer.guid();
  }

  @Override
  public long random(long minimum, long maximum) {
    return outer.random(minimum, maximum);
  }
}
