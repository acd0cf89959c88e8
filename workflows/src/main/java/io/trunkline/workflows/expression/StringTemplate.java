package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/** Tells literals, expressions and interpolated texts apart (reference/workflows.md §1.6). */
final class StringTemplate {
  private final String text;
  private final String path;
  private final List<TemplateNode> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();

  private StringTemplate(String text, String path) {
    this.text = text;
    this.path = path;
  }

  /** Compiles one text; throws {@link ExpressionException} without a path. */
  static TemplateNode compile(String text, String path) {
    if (text.indexOf('@') < 0 || text.equals("@")) {
      return constant(text);
    }
    if (text.startsWith("@@")) {
      return constant(text.substring(1));
    }
    if (text.startsWith("@") && !text.startsWith("@{")) {
      return new TemplateNode.Computed(ExpressionParser.parse(text.substring(1), 1), path);
    }
    return new StringTemplate(text, path).interpolated();
  }

  private static TemplateNode constant(String text) {
    return new TemplateNode.Constant(TextNode.valueOf(text));
  }

  private TemplateNode interpolated() {
    int index = 0;
    while (index < text.length()) {
      if (text.startsWith("@@{", index)) {
        literal.append("@{");
        index += 3;
      } else if (text.startsWith("@{", index)) {
        index = segment(index);
      } else {
        literal.append(text.charAt(index));
        index++;
      }
    }
    if (parts.isEmpty()) {
      return constant(literal.toString());
    }
    flush();
    return new TemplateNode.Interpolated(parts);
  }

  private int segment(int start) {
    int end = endOfSegment(start);
    if (end < 0) {
      throw new ExpressionException(
              "The template language expression segment that begins at position '%d' is not"
                      .formatted(start)
                  + " terminated by '}'.")
          .atPosition(start);
    }
    flush();
    parts.add(
        new TemplateNode.Computed(
            ExpressionParser.parse(text.substring(start + 2, end), start + 2), path));
    return end + 1;
  }

  private int endOfSegment(int start) {
    boolean quoted = false;
    for (int index = start + 2; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c == '\'') {
        quoted = !quoted;
      } else if (c == '}' && !quoted) {
        return index;
      }
    }
    return -1;
  }

  private void flush() {
    if (!literal.isEmpty()) {
      parts.add(constant(literal.toString()));
      literal.setLength(0);
    }
  }
}
