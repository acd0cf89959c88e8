package io.trunkline.compat.parity;

/** A client that the tests use. */
public enum Client {
  SERVICE_BUS_JAVA("azure-messaging-servicebus (Java)"),
  SERVICE_BUS_JAVASCRIPT("@azure/service-bus (JavaScript)"),
  LOGIC_JAVASCRIPT("@azure/arm-logic (JavaScript)"),
  RHEA("rhea (JavaScript)"),
  QPID_JMS("Apache Qpid JMS"),
  AZURE_JMS("azure-servicebus-jms"),
  SPRING_JMS("spring-cloud-azure-starter-servicebus-jms"),
  SPRING_MESSAGING("spring-cloud-azure-starter-servicebus"),
  EVENT_GRID_JAVA("azure-messaging-eventgrid (Java)"),
  BLOB_JAVA("azure-storage-blob (Java)"),
  IDENTITY_JAVA("azure-identity (Java)"),
  RESOURCE_MANAGER_JAVA("azure-resourcemanager-resources (Java)"),
  HTTP("HTTP"),
  AMQP("AMQP frames");

  private final String title;

  Client(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
