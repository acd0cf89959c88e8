package io.trunkline.bench.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.SettingsContext;
import io.trunkline.workflows.expression.Template;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many expressions one thread evaluates, and what each allocates. */
final class ExpressionBench {
  private static final List<String> EXPRESSIONS =
      List.of(
          "@add(1,2)",
          "@concat('order-',string(add(1,41)),'-',toUpper(appsetting('region')))",
          "@if(and(greater(length('abc'),2),equals(1,1)),first(createArray(1,2,3)),null)");

  private ExpressionBench() {}

  static void measure() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SettingsContext context = new SettingsContext(Map.of("region", "eu"), Json.object());
    for (String text : EXPRESSIONS) {
      Template template = Expressions.template(Json.mapper().valueToTree(text), "$");
      evaluate(template, context, 200_000);
      long count = 1_000_000;
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      JsonNode last = evaluate(template, context, count);
      double took = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%-80s %,.0f/s, %,d bytes each, = %s%n",
          text,
          count / took,
          (threads.getCurrentThreadAllocatedBytes() - bytes) / count,
          last);
    }
  }

  private static JsonNode evaluate(Template template, SettingsContext context, long count) {
    JsonNode last = Json.object();
    for (long i = 0; i < count; i++) {
      last = template.evaluate(context);
    }
    return last;
  }
}
