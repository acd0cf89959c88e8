package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the files of a Standard app see when the app loads: {@code appsetting()} and {@code
 * parameters()}, nothing of a run (reference/workflows.md §1.5).
 */
public final class SettingsContext implements EvaluationContext {
  private final Map<String, String> settings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final JsonNode parameters;

  /**
   * @param parameters values by name
   */
  public SettingsContext(Map<String, String> settings, JsonNode parameters) {
    this.settings.putAll(settings);
    this.parameters = parameters;
  }

  @Override
  public Optional<JsonNode> parameter(String name) {
    return parameters.isObject() ? ObjectProperties.find(parameters, name) : Optional.empty();
  }

  /** A reference to a vault is not a value: there is no vault behind it. */
  @Override
  public Optional<String> appSetting(String name) {
    return Optional.ofNullable(settings.get(name))
        .filter(value -> !value.toLowerCase(Locale.ROOT).startsWith("@microsoft.keyvault("));
  }

  @Override
  public JsonNode workflow() {
    return Json.object();
  }

  @Override
  public Instant now() {
    throw notHere("utcNow");
  }

  @Override
  public UUID guid() {
    throw notHere("guid");
  }

  @Override
  public long random(long minimum, long maximum) {
    throw notHere("rand");
  }

  private static ExpressionException notHere(String function) {
    return new ExpressionException(
        "The function '%s' cannot be used in settings of an app.".formatted(function));
  }
}
