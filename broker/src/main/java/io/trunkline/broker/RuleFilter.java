package io.trunkline.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a rule of a subscription matches ({@code reference/service-bus.md §12}). */
public sealed interface RuleFilter {
  /** Matches every message. */
  record True() implements RuleFilter {}

  /** Matches no message. */
  record False() implements RuleFilter {}

  /**
   * Matches where a SQL condition is true.
   *
   * @param parameters values of {@code @name}
   */
  record Sql(String expression, Map<String, Object> parameters) implements RuleFilter {
    public Sql {
      parameters = Map.copyOf(parameters);
    }

    public Sql(String expression) {
      this(expression, Map.of());
    }
  }

  /** Matches where every property that is not null is equal. */
  record Correlation(
      @Nullable String correlationId,
      @Nullable String messageId,
      @Nullable String to,
      @Nullable String replyTo,
      @Nullable String label,
      @Nullable String sessionId,
      @Nullable String replyToSessionId,
      @Nullable String contentType,
      Map<String, Object> properties)
      implements RuleFilter {
    public Correlation {
      properties = new LinkedHashMap<>(properties);
    }
  }
}
