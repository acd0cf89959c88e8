package io.trunkline.events.resource;

import java.util.Set;

/** The api-versions of {@code Microsoft.EventGrid} that clients in use ask for. */
final class EventsApiVersions {
  static final Set<String> ALL =
      Set.of(
          "2018-01-01",
          "2019-01-01",
          "2019-06-01",
          "2020-06-01",
          "2020-10-15-preview",
          "2021-06-01-preview",
          "2021-12-01",
          "2022-06-15",
          "2023-12-15-preview",
          "2024-06-01-preview",
          "2025-02-15",
          "2025-07-15-preview");

  private EventsApiVersions() {}
}
