package io.trunkline.resources.service;

import java.util.Set;

/** The api-versions of the control plane's own types. */
public final class ApiVersions {
  /** Deployments, resource groups, subscriptions ({@code reference/resource-manager.md §4}). */
  public static final Set<String> RESOURCES =
      Set.of(
          "2014-04-01",
          "2015-01-01",
          "2015-11-01",
          "2016-02-01",
          "2016-06-01",
          "2016-07-01",
          "2016-09-01",
          "2017-05-10",
          "2018-02-01",
          "2018-05-01",
          "2019-03-01",
          "2019-05-01",
          "2019-05-10",
          "2019-06-01",
          "2019-07-01",
          "2019-08-01",
          "2019-10-01",
          "2019-11-01",
          "2020-01-01",
          "2020-06-01",
          "2020-08-01",
          "2020-10-01",
          "2021-01-01",
          "2021-04-01",
          "2022-09-01",
          "2022-12-01",
          "2023-07-01",
          "2024-03-01",
          "2024-07-01",
          "2024-11-01",
          "2025-03-01",
          "2025-04-01");

  /** {@code reference/resource-manager.md §11}. */
  public static final Set<String> MANAGED_IDENTITY =
      Set.of(
          "2015-08-31-preview",
          "2018-11-30",
          "2021-09-30-preview",
          "2022-01-31-preview",
          "2023-01-31",
          "2023-07-31-preview",
          "2024-11-30",
          "2025-01-31-preview",
          "2025-05-31-preview");

  /** {@code reference/resource-manager.md §12}. */
  public static final Set<String> AUTHORIZATION =
      Set.of(
          "2015-07-01",
          "2017-09-01",
          "2018-01-01-preview",
          "2018-07-01",
          "2018-09-01-preview",
          "2020-04-01-preview",
          "2020-08-01-preview",
          "2020-10-01-preview",
          "2022-04-01",
          "2022-05-01-preview");

  private ApiVersions() {}
}
