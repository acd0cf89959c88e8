package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.expression.value.ValueText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The {@code Table} action: an array as CSV or HTML (reference/workflows.md §4.7). */
final class TableAction {
  private TableAction() {}

  static Outcome run(ActionDefinition action, RunContext context) {
    JsonNode from = DataActions.from(action, context);
    String format = DataActions.part(action, "format").evaluate(context).asText();
    List<List<String>> rows = rows(action, from, context);
    String table =
        switch (format.toLowerCase(Locale.ROOT)) {
          case "csv" -> csv(rows);
          case "html" -> html(rows);
          default ->
              throw new ExpressionException(
                  "The 'format' of action '%s' must be CSV or HTML.".formatted(action.name()));
        };
    return Outcome.ok(from, DataActions.body(TextNode.valueOf(table)));
  }

  /** Returns the header row and a row for each element. */
  private static List<List<String>> rows(
      ActionDefinition action, JsonNode from, RunContext context) {
    JsonNode columns = ObjectProperties.find(action.inputs().source(), "columns").orElse(null);
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>();
    rows.add(header);
    if (columns == null || columns.isEmpty()) {
      if (!from.isEmpty()) {
        from.get(0).fieldNames().forEachRemaining(header::add);
      }
      for (JsonNode item : from) {
        rows.add(
            header.stream()
                .map(name -> ObjectProperties.find(item, name).map(ValueText::of).orElse(""))
                .toList());
      }
      return rows;
    }
    for (JsonNode column : columns) {
      header.add(
          Expressions.template(column.path("header"), action.path()).evaluate(context).asText());
    }
    for (JsonNode item : from) {
      List<String> row = new ArrayList<>();
      for (JsonNode column : columns) {
        row.add(
            ValueText.of(
                Expressions.template(column.path("value"), action.path())
                    .evaluate(context.withItem(item))));
      }
      rows.add(row);
    }
    return rows;
  }

  private static String csv(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append(String.join(",", row.stream().map(TableAction::quoted).toList()));
      text.append("\r\n");
    }
    return text.toString();
  }

  private static String quoted(String field) {
    boolean plain =
        field.indexOf(',') < 0
            && field.indexOf('"') < 0
            && field.indexOf('\n') < 0
            && field.indexOf('\r') < 0;
    return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
  }

  private static String html(List<List<String>> rows) {
    StringBuilder text = new StringBuilder("<table><thead>");
    appendRow(text, rows.getFirst(), "th");
    text.append("</thead><tbody>");
    for (List<String> row : rows.subList(1, rows.size())) {
      appendRow(text, row, "td");
    }
    return text.append("</tbody></table>").toString();
  }

  private static void appendRow(StringBuilder text, List<String> row, String cell) {
    text.append("<tr>");
    for (String field : row) {
      text.append('<').append(cell).append('>');
      text.append(field.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
      text.append("</").append(cell).append('>');
    }
    text.append("</tr>");
  }
}
