package io.trunkline.workflows.resource;

import java.util.Set;

/** The api-versions of {@code Microsoft.Logic}. */
final class LogicVersions {
  static final Set<String> ALL =
      Set.of("2016-06-01", "2016-10-01", "2017-07-01", "2018-07-01-preview", "2019-05-01");

  private LogicVersions() {}
}
