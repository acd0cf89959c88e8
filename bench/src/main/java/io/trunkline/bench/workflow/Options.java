package io.trunkline.bench.workflow;

import java.util.List;

/** The arguments of the command line: names with a value, and names alone. */
record Options(List<String> arguments) {
  Options(String[] arguments) {
    this(List.of(arguments));
  }

  boolean has(String name) {
    return arguments.contains(name);
  }

  String text(String name, String otherwise) {
    int at = arguments.indexOf(name);
    return at >= 0 && at + 1 < arguments.size() ? arguments.get(at + 1) : otherwise;
  }

  int number(String name, int otherwise) {
    return Integer.parseInt(text(name, Integer.toString(otherwise)));
  }
}
