package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A compiled part of a template. */
sealed interface TemplateNode {
  /** A value without expressions. */
  record Constant(JsonNode value) implements TemplateNode {}

  /** A text that is one expression and keeps its type: {@code "@…"}. */
  record Computed(Expression expression, String path) implements TemplateNode {}

  /** A text with {@code @{…}} segments: literals and computed parts in order. */
  record Interpolated(List<TemplateNode> parts) implements TemplateNode {
    public Interpolated {
      parts = List.copyOf(parts);
    }
  }

  /** An object; names may hold expressions too. */
  record Properties(List<Property> properties) implements TemplateNode {
    public Properties {
      properties = List.copyOf(properties);
    }
  }

  /** One property of an object. */
  record Property(TemplateNode name, TemplateNode value, String path) {}

  /** An array. */
  record Elements(List<TemplateNode> elements) implements TemplateNode {
    public Elements {
      elements = List.copyOf(elements);
    }
  }
}
