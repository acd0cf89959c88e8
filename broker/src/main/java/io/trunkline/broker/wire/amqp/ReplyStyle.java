package io.trunkline.broker.wire.amqp;

/**
 * The names under which a node writes the status of its replies: the token node and the management
 * nodes differ ({@code reference/service-bus.md §0}, invariant 9).
 */
enum ReplyStyle {
  CBS("status-code", "status-description", "error-condition"),
  MANAGEMENT("statusCode", "statusDescription", "errorCondition");

  private final String status;
  private final String description;
  private final String condition;

  ReplyStyle(String status, String description, String condition) {
    this.status = status;
    this.description = description;
    this.condition = condition;
  }

  String status() {
    return status;
  }

  String description() {
    return description;
  }

  String condition() {
    return condition;
  }
}
