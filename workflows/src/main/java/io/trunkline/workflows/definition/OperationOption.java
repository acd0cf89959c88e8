package io.trunkline.workflows.definition;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What {@code operationOptions} can ask for (reference/workflows.md §3.13). */
public enum OperationOption {
  DISABLE_ASYNC_PATTERN("DisableAsyncPattern"),
  DISABLE_AUTOMATIC_DECOMPRESSION("DisableAutomaticDecompression"),
  SUPPRESS_WORKFLOW_HEADERS("SuppressWorkflowHeaders"),
  SUPPRESS_WORKFLOW_HEADERS_ON_RESPONSE("SuppressWorkflowHeadersOnResponse"),
  INCLUDE_AUTHORIZATION_HEADERS_IN_OUTPUTS("IncludeAuthorizationHeadersInOutputs"),
  ENABLE_SCHEMA_VALIDATION("EnableSchemaValidation"),
  ASYNCHRONOUS("Asynchronous"),
  SEQUENTIAL("Sequential"),
  SINGLE_INSTANCE("SingleInstance"),
  FAIL_WHEN_LIMITS_REACHED("FailWhenLimitsReached");

  private final String text;

  OperationOption(String text) {
    this.text = text;
  }

  /** Returns the spelling on the wire. */
  public String text() {
    return text;
  }

  /** Returns the option with this spelling in any letter case. */
  public static Optional<OperationOption> parse(String text) {
    return Arrays.stream(values()).filter(option -> option.text.equalsIgnoreCase(text)).findFirst();
  }

  /** Reads a comma-separated list; names that are not known mean nothing and are left out. */
  public static Set<OperationOption> parseList(String list) {
    Set<OperationOption> options = EnumSet.noneOf(OperationOption.class);
    for (String name : list.split(",", -1)) {
      parse(name.strip()).ifPresent(options::add);
    }
    return options;
  }
}
