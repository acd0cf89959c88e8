package io.trunkline.compat.javascript;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what Node's test runner prints with its reporter {@code tap}. */
final class TapResults {
  private static final Pattern RESULT = Pattern.compile("^(ok|not ok) \\d+ - (.*)$");

  private TapResults() {}

  /**
   * The result of one test.
   *
   * @param details what the runner says about it: its duration and, where it failed, the error
   */
  record Result(String name, boolean passed, String details) {}

  /** Returns the results of the tests at the top level, in order. */
  static List<Result> parse(String output) {
    List<Result> results = new ArrayList<>();
    StringBuilder details = new StringBuilder();
    @Nullable Matcher open = null;
    for (String line : output.lines().toList()) {
      Matcher result = RESULT.matcher(line);
      if (result.matches()) {
        add(results, open, details);
        open = result;
      } else if (open != null) {
        details.append(line).append('\n');
      }
    }
    add(results, open, details);
    return results;
  }

  private static void add(List<Result> results, @Nullable Matcher open, StringBuilder details) {
    if (open != null) {
      results.add(new Result(open.group(2), open.group(1).equals("ok"), details.toString()));
      details.setLength(0);
    }
  }
}
