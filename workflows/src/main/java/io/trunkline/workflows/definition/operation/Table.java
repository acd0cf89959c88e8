package io.trunkline.workflows.definition.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.trunkline.workflows.expression.EvaluationContext;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.expression.value.ValueText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Rows of texts, written as CSV or HTML (reference/workflows.md §4.7, Annex C no. 11).
 *
 * @param header one text for each column
 * @param rows each as long as the header
 */
record Table(List<String> header, List<List<String>> rows) {
  private static final String LINE_END = "\r\n";

  /** Returns a table with the columns that the properties of the elements give. */
  static Table ofProperties(ArrayNode from) {
    Set<String> names = new LinkedHashSet<>();
    from.forEach(element -> element.fieldNames().forEachRemaining(names::add));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode element : from) {
      rows.add(names.stream().map(name -> ValueText.of(element.path(name))).toList());
    }
    return new Table(List.copyOf(names), rows);
  }

  /** Returns a table with columns {@code [{header,value}]}, values evaluated for each element. */
  static Table of(ArrayNode from, Template columns, EvaluationContext context) {
    List<String> header = new ArrayList<>();
    List<Template> values = new ArrayList<>();
    for (int index = 0; index < columns.source().size(); index++) {
      JsonNode column = columns.source().get(index);
      Template compiled = Expressions.template(column, "$.columns[" + index + "]");
      header.add(
          compiled
              .property("header")
              .map(template -> ValueText.of(template.evaluate(context)))
              .orElse(""));
      values.add(
          compiled.property("value").orElseGet(() -> Expressions.literal(column.path("value"))));
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode element : from) {
      EvaluationContext inner = context.withItem(element);
      rows.add(values.stream().map(value -> ValueText.of(value.evaluate(inner))).toList());
    }
    return new Table(header, rows);
  }

  String csv() {
    StringBuilder out = new StringBuilder();
    out.append(line(header)).append(LINE_END);
    rows.forEach(row -> out.append(line(row)).append(LINE_END));
    return out.toString();
  }

  private static String line(List<String> fields) {
    return fields.stream().map(Table::quoted).collect(Collectors.joining(","));
  }

  private static String quoted(String field) {
    boolean needsQuotes = field.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return needsQuotes ? "\"" + field.replace("\"", "\"\"") + "\"" : field;
  }

  String html() {
    return "<table><thead><tr>"
        + cells(header, "th")
        + "</tr></thead><tbody>"
        + rows.stream()
            .map(row -> "<tr>" + cells(row, "td") + "</tr>")
            .collect(Collectors.joining())
        + "</tbody></table>";
  }

  private static String cells(List<String> texts, String tag) {
    UnaryOperator<String> cell = text -> "<%s>%s</%s>".formatted(tag, escaped(text), tag);
    return texts.stream().map(cell).collect(Collectors.joining());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
