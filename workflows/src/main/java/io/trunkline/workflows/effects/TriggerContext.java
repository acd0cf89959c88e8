package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.EvaluationContext;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the expressions of a trigger see: parameters and, once it has fired, its outputs. */
final class TriggerContext implements EvaluationContext {
  private final WorkflowVersion version;
  private final Environment environment;
  private final @Nullable JsonNode trigger;
  private final @Nullable String callbackUrl;

  private TriggerContext(
      WorkflowVersion version,
      Environment environment,
      @Nullable JsonNode trigger,
      @Nullable String callbackUrl) {
    this.version = version;
    this.environment = environment;
    this.trigger = trigger;
    this.callbackUrl = callbackUrl;
  }

  static TriggerContext before(WorkflowVersion version, Environment environment) {
    return new TriggerContext(version, environment, null, null);
  }

  /** Returns this context with {@code listCallbackUrl()} answering {@code url}. */
  TriggerContext calledBackAt(String url) {
    return new TriggerContext(version, environment, trigger, url);
  }

  static TriggerContext after(
      WorkflowVersion version, Environment environment, String name, @Nullable JsonNode outputs) {
    ObjectNode trigger = Json.object().put("name", name);
    if (outputs != null) {
      trigger.set("outputs", outputs);
    }
    trigger.put("startTime", Timestamps.of(environment.clock().instant()));
    trigger.put("status", "Succeeded");
    return new TriggerContext(version, environment, trigger, null);
  }

  @Override
  public Optional<JsonNode> parameter(String name) {
    return version.parameter(name);
  }

  @Override
  public Optional<String> appSetting(String name) {
    return version.appSetting(name).or(() -> environment.appSetting(name));
  }

  @Override
  public Optional<JsonNode> trigger() {
    return Optional.ofNullable(trigger);
  }

  @Override
  public JsonNode workflow() {
    return version.describe();
  }

  @Override
  public Optional<String> listCallbackUrl() {
    return Optional.ofNullable(callbackUrl);
  }

  @Override
  public Instant now() {
    return environment.clock().instant();
  }

  @Override
  public UUID guid() {
    return environment.ids().uuid();
  }

  @Override
  public long random(long minimum, long maximum) {
    return environment.random(minimum, maximum);
  }
}
