package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.util.List;

/** Functions of the template and of where it is deployed. */
final class ScopeFunctions {
  static final List<Declared> DECLARED =
      List.of(
          new Declared("parameters", 1, 1, a -> a.scope().parameter(a.text(0))),
          new Declared("variables", 1, 1, a -> a.scope().variable(a.text(0))),
          about("deployer"),
          about("deployment"),
          about("environment"),
          about("managementGroup"),
          about("resourceGroup"),
          about("subscription"),
          about("tenant"));

  private ScopeFunctions() {}

  private static Declared about(String name) {
    return new Declared(name, 0, 0, arguments -> about(arguments, name));
  }

  private static JsonNode about(Arguments arguments, String name) {
    return arguments.scope().about(Values.fold(name));
  }
}
