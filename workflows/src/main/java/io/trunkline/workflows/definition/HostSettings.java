package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of a Standard app's {@code host.json}, which hold for its workflows alone
 * (reference/workflows.md §8.2). All values are texts: numbers, and .NET time spans such as {@code
 * 90.00:00:00}. Names match in any letter case.
 */
public final class HostSettings {
  /** A file that says nothing. */
  public static final HostSettings NONE = new HostSettings(Map.of());

  private static final Map<String, Known> KNOWN = known();
  private static final Pattern TIME_SPAN =
      Pattern.compile("(?:(\\d{1,5})[.:])?(\\d{1,2}):(\\d{2}):(\\d{2})(?:\\.\\d{1,7})?");

  /** Limits that stateless runs have of their own, by settings of their own. */
  private static final Set<String> STATEFUL =
      Set.of("maxForeachItems", "foreachConcurrency", "runDuration");

  /** Whose retries and time-outs have settings of their own. */
  public enum Operation {
    HTTP("HttpOperation"),
    HTTP_WEBHOOK("HttpWebhookOperation"),
    API_CONNECTION("ApiConnectionOperation");

    private final String name;

    Operation(String name) {
      this.name = name;
    }

    /** Returns what an action counts as. */
    public static Operation of(ActionType type) {
      return switch (type) {
        case HTTP_WEBHOOK, API_CONNECTION_WEBHOOK -> HTTP_WEBHOOK;
        case API_CONNECTION, SERVICE_PROVIDER -> API_CONNECTION;
        default -> HTTP;
      };
    }
  }

  /**
   * What is known of a setting.
   *
   * @param value what the original has where the file says nothing
   * @param read whether it is read; otherwise {@code limit} stands in its place
   * @param limit of the node's {@code workflowLimits} that it replaces; empty where there is none
   */
  public record Known(String value, boolean read, Optional<String> limit) {}

  private final SortedMap<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private HostSettings(Map<String, String> values) {
    this.values.putAll(values);
  }

  /** Reads the content of a {@code host.json}. */
  public static HostSettings ofFile(JsonNode host) {
    return of(host.at("/extensions/workflow/settings"));
  }

  /** Reads an object with settings by name. */
  public static HostSettings of(JsonNode settings) {
    Map<String, String> values = new TreeMap<>();
    settings.properties().forEach(one -> values.put(one.getKey(), one.getValue().asText()));
    return values.isEmpty() ? NONE : new HostSettings(values);
  }

  /** Returns what is known of a setting; empty where nothing is. */
  public static Optional<Known> known(String name) {
    return Optional.ofNullable(KNOWN.get(name));
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Returns what {@link #of} reads. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    values.forEach(json::put);
    return json;
  }

  /** Returns what is wrong with the settings that are read, by their names. */
  public SortedMap<String, String> problems() {
    SortedMap<String, String> problems = new TreeMap<>();
    values.forEach(
        (name, value) -> problem(name, value).ifPresent(what -> problems.put(name, what)));
    if (problems.isEmpty()) {
      for (Operation operation : Operation.values()) {
        if (retryPolicy(operation)
                .minimumInterval()
                .compareTo(retryPolicy(operation).maximumInterval())
            > 0) {
          problems.put(
              name(operation, "DefaultRetryMinimumInterval"),
              "The shortest interval between retries is longer than the longest.");
        }
      }
    }
    return problems;
  }

  private static Optional<String> problem(String name, String value) {
    Known known = KNOWN.get(name);
    if (known == null || !known.read()) {
      return Optional.empty();
    }
    if (known.value().contains(":")) {
      return timeSpan(value).filter(Duration::isPositive).isPresent()
          ? Optional.empty()
          : Optional.of(
              "The host setting '%s' is no time span such as '%s': '%s'."
                  .formatted(name, known.value(), value));
    }
    int least = name.endsWith("RetryCount") ? 0 : 1;
    int most = name.endsWith("RetryCount") ? RetryPolicy.MAXIMUM_COUNT : Integer.MAX_VALUE;
    OptionalInt number = number(value);
    return number.isPresent() && number.getAsInt() >= least && number.getAsInt() <= most
        ? Optional.empty()
        : Optional.of(
            "The host setting '%s' is no integer from %d to %d: '%s'."
                .formatted(name, least, most, value));
  }

  /**
   * Returns limits of the engine that the file sets, as {@code workflowLimits} has them: numbers,
   * and durations in ISO 8601.
   *
   * @param stateless whether for stateless runs
   */
  public ObjectNode limits(boolean stateless) {
    ObjectNode limits = Json.object();
    values.forEach(
        (name, value) -> {
          Known known = KNOWN.get(name);
          boolean read = known != null && known.read() && known.limit().isPresent();
          if (!read || isOfStateless(name) != isOfStateless(stateless, known.limit().get())) {
            return;
          }
          String limit = known.limit().get();
          if (known.value().contains(":")) {
            timeSpan(value).ifPresent(span -> limits.put(limit, span.toString()));
          } else {
            number(value).ifPresent(number -> limits.put(limit, number));
          }
        });
    return limits;
  }

  private static boolean isOfStateless(String name) {
    return name.contains(".Stateless.");
  }

  private static boolean isOfStateless(boolean stateless, String limit) {
    return stateless && STATEFUL.contains(limit);
  }

  /** Returns the policy of an operation that has none of its own. */
  public RetryPolicy retryPolicy(Operation operation) {
    RetryPolicy standard = RetryPolicy.DEFAULT;
    if (isEmpty()) {
      return standard;
    }
    int count = number(name(operation, "DefaultRetryCount"), standard.count());
    return count == 0
        ? RetryPolicy.NONE
        : new RetryPolicy(
            standard.type(),
            count,
            timeSpan(name(operation, "DefaultRetryInterval"), standard.interval()),
            timeSpan(name(operation, "DefaultRetryMinimumInterval"), standard.minimumInterval()),
            timeSpan(name(operation, "DefaultRetryMaximumInterval"), standard.maximumInterval()),
            standard.statusCodes());
  }

  /**
   * Returns how long a request of an operation may take.
   *
   * @param standard where the file says nothing
   */
  public Duration requestTimeout(Operation operation, Duration standard) {
    return timeSpan(name(operation, "RequestTimeout"), standard);
  }

  /** Returns how many passes an Until makes at most. */
  public int untilPasses(boolean stateless) {
    return number(
        "Runtime.Backend." + (stateless ? "Stateless." : "") + "MaximumUntilLimitCount",
        UntilLimits.MAXIMUM_COUNT);
  }

  /** Returns how large a definition of the app may be. */
  public DefinitionLimits definitionLimits(boolean stateless) {
    DefinitionLimits standard = DefinitionLimits.DEFAULT;
    return standard.with(
        number(
            "Microsoft.Azure.Workflows.TemplateLimits.InputParametersLimit", standard.parameters()),
        untilPasses(stateless));
  }

  private static String name(Operation operation, String setting) {
    return "Runtime.Backend." + operation.name + "." + setting;
  }

  private int number(String name, int standard) {
    String value = values.get(name);
    return value == null ? standard : number(value).orElse(standard);
  }

  private Duration timeSpan(String name, Duration standard) {
    String value = values.get(name);
    return value == null ? standard : timeSpan(value).orElse(standard);
  }

  private static OptionalInt number(String value) {
    try {
      return OptionalInt.of(Integer.parseInt(value.strip()));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** Reads {@code [days.]hours:minutes:seconds}; days may be followed by a colon, too. */
  private static Optional<Duration> timeSpan(String value) {
    Matcher parts = TIME_SPAN.matcher(value.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    long days = parts.group(1) == null ? 0 : Long.parseLong(parts.group(1));
    return Optional.of(
        Duration.ofDays(days)
            .plusHours(Long.parseLong(parts.group(2)))
            .plusMinutes(Long.parseLong(parts.group(3)))
            .plusSeconds(Long.parseLong(parts.group(4))));
  }

  /** Reads lines of name, value and limit. */
  private static Map<String, Known> known() {
    Map<String, Known> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                HostSettings.class.getResourceAsStream("host-settings.txt"),
                StandardCharsets.UTF_8))) {
      reader
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.strip().split("\\s+"))
          .forEach(
              parts -> {
                boolean read = parts[2].startsWith("=");
                String limit = read ? parts[2].substring(1) : parts[2];
                known.put(
                    parts[0],
                    new Known(
                        parts[1],
                        read,
                        limit.isEmpty() || limit.equals("-")
                            ? Optional.empty()
                            : Optional.of(limit)));
              });
    } catch (IOException e) {
      throw new UncheckedIOException("the list of host settings cannot be read", e);
    }
    return known;
  }
}
