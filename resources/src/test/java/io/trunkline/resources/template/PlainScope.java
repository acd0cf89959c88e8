package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.trunkline.resources.ResourceId;
import java.util.List;

/** A scope with one parameter, {@code size} = 3, in a resource group. */
final class PlainScope implements Scope {
  @Override
  public JsonNode parameter(String name) {
    return LongNode.valueOf(3);
  }

  @Override
  public JsonNode variable(String name) {
    throw refused();
  }

  @Override
  public ResourceId target() {
    return ResourceId.resourceGroup("s", "g");
  }

  @Override
  public JsonNode about(String function) {
    throw refused();
  }

  @Override
  public JsonNode userFunction(String namespace, String name, List<JsonNode> arguments) {
    throw refused();
  }

  @Override
  public JsonNode reference(String name, boolean full) {
    throw refused();
  }

  @Override
  public JsonNode references(String name, boolean full) {
    throw refused();
  }

  @Override
  public JsonNode list(String function, String name, JsonNode body) {
    throw refused();
  }

  @Override
  public JsonNode volatileValue(String function, String format) {
    throw refused();
  }

  private static TemplateException refused() {
    return new TemplateException("not expected");
  }
}
