package io.trunkline.workflows.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Makes definitions of everything that decides about order: nested scopes, branches, loops,
 * retries, waits, failures and their handlers, parallel actions, Terminate. A definition depends on
 * its seed alone, and its outcome on nothing but the definition: what depends on the order of
 * parallel actions (the value of a variable in between) is never read.
 */
final class GeneratedDefinition {
  private static final int DEEPEST = 3;
  private static final int MOST_ACTIONS = 24;
  private static final List<String> STATUSES =
      List.of("Succeeded", "Failed", "Skipped", "TimedOut");

  private final Random random;
  private int actions;

  GeneratedDefinition(long seed) {
    this.random = new Random(seed);
  }

  /** Returns the actions of a definition, as JSON. */
  String json() {
    List<String> names = new ArrayList<>();
    String level = level(0, false, "\"Init\"", names);
    String all =
        names.stream()
            .map(name -> "\"" + name + "\":[\"Succeeded\",\"Failed\",\"Skipped\",\"TimedOut\"]")
            .collect(Collectors.joining(","));
    String end =
        ",\"Total\":{\"type\":\"Compose\",\"inputs\":\"@variables('total')\",\"runAfter\":{"
            + all
            + "}}";
    if (random.nextInt(3) == 0) {
      String status = List.of("Succeeded", "Failed", "Cancelled").get(random.nextInt(3));
      end +=
          ",\"End\":{\"type\":\"Terminate\",\"inputs\":{\"runStatus\":\""
              + status
              + "\"},\"runAfter\":{\"Total\":[\"Succeeded\"]}}";
    }
    return "{\"Init\":{\"type\":\"InitializeVariable\",\"inputs\":{\"variables\":[{\"name\":\"total\",\"type\":\"integer\"}]}},"
        + level
        + end
        + "}";
  }

  /**
   * @param first what the first actions of the level run after, or an empty text
   * @param names receives the names of the level's actions
   */
  private String level(int depth, boolean inForeach, String first, List<String> names) {
    List<String> level = new ArrayList<>();
    int size = 1 + random.nextInt(depth == 0 ? 5 : 3);
    for (int i = 0; i < size && (i == 0 || actions < MOST_ACTIONS); i++) {
      actions++;
      List<String> before = new ArrayList<>();
      if (!names.isEmpty() && random.nextInt(4) > 0) {
        before.add(pick(names));
        if (random.nextInt(4) == 0) {
          String other = pick(names);
          if (!before.contains(other)) {
            before.add(other);
          }
        }
      }
      String runAfter =
          before.isEmpty()
              ? first.isEmpty() ? "" : "\"runAfter\":{" + first + ":[\"Succeeded\"]},"
              : "\"runAfter\":{"
                  + before.stream()
                      .map(name -> "\"" + name + "\":" + statuses())
                      .collect(Collectors.joining(","))
                  + "},";
      String kind = kind(depth);
      String name = kind + actions;
      level.add("\"" + name + "\":" + action(kind, depth, inForeach, runAfter, before));
      names.add(name);
    }
    return String.join(",", level);
  }

  private String kind(int depth) {
    List<String> kinds =
        new ArrayList<>(List.of("Value", "Bad", "Send", "Busy", "Call", "Copy", "Wait", "Inc"));
    if (depth < DEEPEST && actions < MOST_ACTIONS - 3) {
      kinds.addAll(List.of("Scope", "If", "Switch", "Each", "Ordered", "Until"));
    }
    return pick(kinds);
  }

  private String action(
      String kind, int depth, boolean inForeach, String runAfter, List<String> before) {
    String head = "{" + runAfter;
    return switch (kind) {
      case "Value" ->
          head + "\"type\":\"Compose\",\"inputs\":\"" + value(inForeach, before) + "\"}";
      case "Bad" -> head + "\"type\":\"Compose\",\"inputs\":\"@int('x')\"}";
      case "Send" -> CrashRig.SEND.formatted(runAfter, CrashRig.RETRIES, item(inForeach));
      case "Busy" -> CrashRig.SEND.formatted(runAfter, "{\"type\":\"none\"}", item(inForeach));
      case "Call" ->
          head
              + "\"type\":\"Http\",\"inputs\":{\"method\":\"POST\",\"uri\":\"http://a.example/"
              + pick(List.of("", "missing"))
              + "\",\"body\":\"@guid()\"}}";
      case "Copy" ->
          head
              + "\"type\":\"Compose\",\"inputs\":\"@outputs('"
              + (before.isEmpty() ? "Init" : before.getFirst())
              + "')\"}";
      case "Wait" ->
          head
              + "\"type\":\"Wait\",\"inputs\":{\"interval\":{\"unit\":\"Second\",\"count\":"
              + (1 + random.nextInt(20))
              + "}}}";
      case "Inc" -> head + "\"type\":\"IncrementVariable\",\"inputs\":{\"name\":\"total\"}}";
      case "Scope" -> head + "\"type\":\"Scope\"," + children(depth, inForeach) + "}";
      case "If" ->
          head
              + "\"type\":\"If\",\"expression\":\"@equals("
              + random.nextInt(2)
              + ",1)\","
              + children(depth, inForeach)
              + ",\"else\":{"
              + children(depth, inForeach)
              + "}}";
      case "Switch" ->
          head
              + "\"type\":\"Switch\",\"expression\":\"@add(0,"
              + random.nextInt(3)
              + ")\",\"cases\":{\"zero\":{\"case\":0,"
              + children(depth, inForeach)
              + "},\"one\":{\"case\":1,"
              + children(depth, inForeach)
              + "}},\"default\":{"
              + children(depth, inForeach)
              + "}}";
      case "Each", "Ordered" ->
          head
              + "\"type\":\"Foreach\",\"foreach\":\"@range("
              + random.nextInt(10)
              + ","
              + (1 + random.nextInt(3))
              + ")\","
              + (kind.equals("Ordered") ? "\"operationOptions\":\"Sequential\"," : "")
              + children(depth, true)
              + "}";
      case "Until" ->
          head
              + "\"type\":\"Until\",\"limit\":{\"count\":3,\"timeout\":\"P1D\"},\"expression\":\"@greaterOrEquals(iterationIndexes('Until"
              + actions
              + "'),"
              + random.nextInt(3)
              + ")\","
              + children(depth, inForeach)
              + "}";
      default -> throw new IllegalStateException(kind);
    };
  }

  private String children(int depth, boolean inForeach) {
    return "\"actions\":{" + level(depth + 1, inForeach, "", new ArrayList<>()) + "}";
  }

  private String value(boolean inForeach, List<String> before) {
    if (!before.isEmpty() && random.nextBoolean()) {
      return "@concat(actions('" + before.getFirst() + "')['status'],'" + random.nextInt(10) + "')";
    }
    return "@concat('v'," + item(inForeach) + ")";
  }

  private static String item(boolean inForeach) {
    return inForeach ? "string(item())" : "'x'";
  }

  private String statuses() {
    if (random.nextInt(3) > 0) {
      return "[\"Succeeded\"]";
    }
    List<String> some =
        STATUSES.stream().filter(status -> random.nextBoolean()).map(s -> "\"" + s + "\"").toList();
    return some.isEmpty() ? "[\"FAILED\"]" : "[" + String.join(",", some) + "]";
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
