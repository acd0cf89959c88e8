package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Compiles JSON values; subtrees without expressions stay one constant. */
record TemplateCompiler(Consumer<ExpressionException> problems) {
  TemplateNode compile(JsonNode source, String path) {
    return switch (source.getNodeType()) {
      case STRING -> text(source.textValue(), path);
      case OBJECT -> properties(source, path);
      case ARRAY -> elements(source, path);
      default -> new TemplateNode.Constant(source);
    };
  }

  private TemplateNode text(String text, String path) {
    try {
      return StringTemplate.compile(text, path);
    } catch (ExpressionException e) {
      problems.accept(e.atPath(path));
      return new TemplateNode.Constant(TextNode.valueOf(text));
    }
  }

  private TemplateNode properties(JsonNode source, String path) {
    List<TemplateNode.Property> properties = new ArrayList<>();
    boolean constant = true;
    for (Map.Entry<String, JsonNode> entry : source.properties()) {
      String place = JsonPath.property(path, entry.getKey());
      TemplateNode name = text(entry.getKey(), place);
      TemplateNode value = compile(entry.getValue(), place);
      constant &= isUnchanged(name, entry.getKey()) && isUnchanged(value, entry.getValue());
      properties.add(new TemplateNode.Property(name, value, place));
    }
    return constant ? new TemplateNode.Constant(source) : new TemplateNode.Properties(properties);
  }

  private TemplateNode elements(JsonNode source, String path) {
    List<TemplateNode> elements = new ArrayList<>();
    boolean constant = true;
    for (int index = 0; index < source.size(); index++) {
      TemplateNode element = compile(source.get(index), JsonPath.element(path, index));
      constant &= isUnchanged(element, source.get(index));
      elements.add(element);
    }
    return constant ? new TemplateNode.Constant(source) : new TemplateNode.Elements(elements);
  }

  /** A text such as "@@x" is constant and yet not what was written. */
  private static boolean isUnchanged(TemplateNode node, JsonNode source) {
    return node instanceof TemplateNode.Constant constant && constant.value().equals(source);
  }

  private static boolean isUnchanged(TemplateNode node, String source) {
    return isUnchanged(node, TextNode.valueOf(source));
  }
}
