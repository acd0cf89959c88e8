package io.trunkline.workflows.definition;

import java.util.Arrays;
import java.util.Optional;

/** The types of triggers (reference/workflows.md §3.2). */
public enum TriggerType {
  REQUEST("Request"),
  MANUAL("Manual"),
  HTTP("Http"),
  HTTP_WEBHOOK("HttpWebhook"),
  RECURRENCE("Recurrence"),
  SLIDING_WINDOW("SlidingWindow"),
  API_CONNECTION("ApiConnection"),
  API_CONNECTION_WEBHOOK("ApiConnectionWebhook"),
  API_CONNECTION_NOTIFICATION("ApiConnectionNotification"),
  OPEN_API_CONNECTION("OpenApiConnection"),
  OPEN_API_CONNECTION_WEBHOOK("OpenApiConnectionWebhook"),
  OPEN_API_CONNECTION_NOTIFICATION("OpenApiConnectionNotification"),
  API_MANAGEMENT("ApiManagement"),
  SERVICE_PROVIDER("ServiceProvider"),
  BATCH("Batch");

  private final String text;

  TriggerType(String text) {
    this.text = text;
  }

  /** Returns the spelling on the wire. */
  public String text() {
    return text;
  }

  /** Returns the type with this spelling in any letter case. */
  public static Optional<TriggerType> parse(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equalsIgnoreCase(text)).findFirst();
  }

  /**
   * Returns whether the engine fires triggers of this type; definitions with others are refused.
   */
  public boolean isSupported() {
    return switch (this) {
      case API_CONNECTION_NOTIFICATION,
          OPEN_API_CONNECTION,
          OPEN_API_CONNECTION_WEBHOOK,
          OPEN_API_CONNECTION_NOTIFICATION ->
          false;
      default -> true;
    };
  }

  /** Returns whether a caller waits at the trigger's address, so that a Response can answer. */
  public boolean isRequest() {
    return this == REQUEST || this == MANUAL;
  }

  /** Returns whether the trigger subscribes somewhere and is called back. */
  public boolean isWebhook() {
    return this == HTTP_WEBHOOK
        || this == API_CONNECTION_WEBHOOK
        || this == OPEN_API_CONNECTION_WEBHOOK;
  }

  /** Returns whether the trigger asks somewhere whether there is something new. */
  public boolean isPolling() {
    return this == API_CONNECTION
        || this == SERVICE_PROVIDER
        || this == HTTP
        || this == API_MANAGEMENT;
  }

  /** Returns whether the trigger needs a recurrence: it polls or follows the clock. */
  public boolean needsRecurrence() {
    return switch (this) {
      case HTTP, RECURRENCE, SLIDING_WINDOW, API_CONNECTION, OPEN_API_CONNECTION, API_MANAGEMENT ->
          true;
      default -> false;
    };
  }
}
