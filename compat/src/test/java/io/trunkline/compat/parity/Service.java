package io.trunkline.compat.parity;

import java.util.Locale;

/** A service whose behaviour Trunkline offers; each has a table. */
public enum Service {
  SERVICE_BUS("Service Bus"),
  EVENT_GRID("Event Grid"),
  WORKFLOWS("Workflows (Logic Apps)"),
  API_MANAGEMENT("API Management"),
  IDENTITY("Identity (Entra ID, RBAC)"),
  RESOURCE_MANAGER("Resource Manager"),
  STORAGE("Blob storage");

  private final String title;

  Service(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  String file() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
  }
}
