package io.trunkline.blobs.resource;

import java.util.Set;

/** The api-versions of {@code Microsoft.Storage} that clients in use ask for. */
final class StorageApiVersions {
  static final Set<String> ALL =
      Set.of(
          "2019-06-01",
          "2021-02-01",
          "2021-04-01",
          "2021-08-01",
          "2021-09-01",
          "2022-05-01",
          "2022-09-01",
          "2023-01-01",
          "2023-04-01",
          "2023-05-01",
          "2024-01-01",
          "2025-01-01",
          "2025-06-01",
          "2025-08-01");

  private StorageApiVersions() {}
}
