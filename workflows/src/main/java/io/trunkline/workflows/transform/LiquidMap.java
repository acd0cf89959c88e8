package io.trunkline.workflows.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trunkline.net.codec.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import liqp.Template;
import liqp.TemplateContext;
import liqp.TemplateParser;
import liqp.filters.Filter;
import liqp.filters.Filters;
import liqp.parser.Flavor;

/**
 * A Liquid template in the dialect of Logic Apps: the root object is {@code content}, and filters
 * are known by their C# names ({@code Capitalize}, {@code DividedBy}) besides their own
 * (reference/workflows.md §4.11). It cannot include files. Thread-safe.
 */
public final class LiquidMap {
  private static final int MAX_BYTES = 8 << 20;
  private static final int MAX_RESULT_CHARACTERS = 64 << 20;
  private static final int MAX_ITERATIONS = 1_000_000;
  private static final Duration MAX_TIME = Duration.ofSeconds(30);
  private static final TemplateParser PARSER = parser();

  private final Template template;

  private LiquidMap(Template template) {
    this.template = template;
  }

  /**
   * Compiles a template.
   *
   * @throws TransformException {@code InvalidMap}
   */
  public static LiquidMap compile(String source) {
    try {
      return new LiquidMap(PARSER.parse(source));
    } catch (RuntimeException e) {
      throw new TransformException(
          "InvalidMap", "The Liquid template is not valid: " + e.getMessage());
    }
  }

  /**
   * Renders the template.
   *
   * @throws TransformException {@code InvalidTransformRequest} when a filter or tag fails
   */
  public String render(JsonNode content) {
    Map<String, Object> root = new HashMap<>();
    root.put("content", Json.mapper().convertValue(content, Object.class));
    try {
      return template.render(root);
    } catch (RuntimeException e) {
      throw new TransformException(
          "InvalidTransformRequest", "The Liquid template cannot be rendered: " + e.getMessage());
    }
  }

  private static TemplateParser parser() {
    List<Filter> byOtherNames = new ArrayList<>();
    for (Filter filter : Filters.DEFAULT_FILTERS.values()) {
      byOtherNames.add(new Renamed(pascalCase(filter.getName()), filter));
    }
    TemplateParser.Builder builder =
        new TemplateParser.Builder()
            .withFlavor(Flavor.LIQUID)
            .withObjectMapper(new JsonMapper())
            .withLocale(Locale.US)
            .withMaxIterations(MAX_ITERATIONS)
            .withMaxSizeRenderedString(MAX_RESULT_CHARACTERS)
            .withMaxRenderTimeMillis(MAX_TIME.toMillis())
            .withMaxTemplateSizeBytes(MAX_BYTES)
            .withNameResolver(
                name -> {
                  throw new IllegalArgumentException("a map cannot include '" + name + "'");
                });
    byOtherNames.forEach(builder::withFilter);
    return builder.build();
  }

  private static String pascalCase(String name) {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("_", -1)) {
      if (!word.isEmpty()) {
        text.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return text.toString();
  }

  /** A filter by another name. */
  private static final class Renamed extends Filter {
    private final Filter filter;

    Renamed(String name, Filter filter) {
      super(name);
      this.filter = filter;
    }

    @Override
    public Object apply(Object value, TemplateContext context, Object... parameters) {
      return filter.apply(value, context, parameters);
    }
  }
}
