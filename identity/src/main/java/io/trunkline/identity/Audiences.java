package io.trunkline.identity;

import java.util.Set;

/** The audiences that clients ask for, by service ({@code reference/identity.md §4.1}). */
public final class Audiences {
  public static final Set<String> RESOURCE_MANAGER =
      Set.of("https://management.azure.com", "https://management.core.windows.net");
  public static final Set<String> SERVICE_BUS =
      Set.of("https://servicebus.azure.net", "https://eventhubs.azure.net");
  public static final Set<String> EVENT_GRID = Set.of("https://eventgrid.azure.net");
  public static final Set<String> STORAGE = Set.of("https://storage.azure.com");

  private Audiences() {}
}
