package io.trunkline.workflows.resource;

import io.trunkline.workflows.resource.site.SiteResources;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The api-versions of {@code Microsoft.Logic}, and of the same things below Standard apps. */
final class LogicVersions {
  static final Set<String> ALL =
      Set.of("2016-06-01", "2016-10-01", "2017-07-01", "2018-07-01-preview", "2019-05-01");

  private LogicVersions() {}

  /** Returns the versions of a type. */
  static Set<String> of(String type) {
    if (!type.toLowerCase(Locale.ROOT).startsWith("microsoft.web/")) {
      return ALL;
    }
    Set<String> versions = new HashSet<>(ALL);
    versions.addAll(SiteResources.API_VERSIONS);
    versions.addAll(Set.of("2019-10-01-edge-preview", "2022-05-01"));
    return versions;
  }
}
