package io.trunkline.gateway.expression.members;

import static io.trunkline.gateway.expression.TypeMembers.type;
import static io.trunkline.gateway.expression.members.Arguments.text;

import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.TypeCatalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code Regex}, {@code Match} and {@code Group}. */
final class RegexMembers {
  /** A group of a match, or a match, which is its own group 0. */
  private record Found(boolean success, String value, int index, Map<String, Found> groups) {
    static final Found NONE = new Found(false, "", 0, Map.of());

    @Override
    public String toString() {
      return value;
    }
  }

  private RegexMembers() {}

  static void addTo(TypeCatalog catalog) {
    catalog.add(
        type("RegexOptions")
            .staticProperty("RegexOptions None", () -> 0)
            .staticProperty("RegexOptions IgnoreCase", () -> Pattern.CASE_INSENSITIVE)
            .staticProperty("RegexOptions Multiline", () -> Pattern.MULTILINE)
            .staticProperty("RegexOptions Singleline", () -> Pattern.DOTALL)
            .staticProperty("RegexOptions Compiled", () -> 0));
    catalog.add(
        type("Regex")
            .representedBy(Pattern.class)
            .constructor("Regex New(string pattern)", a -> pattern(text(a, 0), 0))
            .constructor(
                "Regex New(string pattern, RegexOptions options)", a -> pattern(text(a, 0), a[1]))
            .method("bool IsMatch(string input)", (it, a) -> find(it, text(a, 0)).success())
            .method("Match Match(string input)", (it, a) -> find(it, text(a, 0)))
            .method("IList<Match> Matches(string input)", (it, a) -> all(it, text(a, 0)))
            .method(
                "string Replace(string input, string replacement)",
                (it, a) -> ((Pattern) it).matcher(text(a, 0)).replaceAll(text(a, 1)))
            .staticMethod(
                "bool IsMatch(string input, string pattern, RegexOptions options = x)",
                a -> find(pattern(text(a, 1), a[2]), text(a, 0)).success())
            .staticMethod(
                "Match Match(string input, string pattern, RegexOptions options = x)",
                a -> find(pattern(text(a, 1), a[2]), text(a, 0)))
            .staticMethod(
                "IList<Match> Matches(string input, string pattern, RegexOptions options = x)",
                a -> all(pattern(text(a, 1), a[2]), text(a, 0)))
            .staticMethod(
                "string Replace(string input, string pattern, string replacement)",
                a -> pattern(text(a, 1), 0).matcher(text(a, 0)).replaceAll(text(a, 2)))
            .staticMethod(
                "string[] Split(string input, string pattern)",
                a -> List.of(pattern(text(a, 1), 0).split(text(a, 0), -1))));
    catalog.add(
        type("Group")
            .representedBy(Found.class)
            .property("bool Success", it -> ((Found) it).success())
            .property("string Value", it -> ((Found) it).value())
            .property("int Index", it -> ((Found) it).index())
            .property("int Length", it -> ((Found) it).value().length()));
    catalog.add(
        type("Match", "Group")
            .representedBy(Found.class)
            .property("GroupCollection Groups", it -> ((Found) it).groups()));
    catalog.add(
        type("GroupCollection")
            .property("int Count", it -> ((Map<?, ?>) it).size())
            .method("Group Item(int index)", (it, a) -> group(it, a[0]))
            .method("Group Item(string name)", (it, a) -> group(it, a[0])));
  }

  private static Object group(Object groups, @Nullable Object key) {
    Object found = ((Map<?, ?>) groups).get(String.valueOf(key));
    return found == null ? Found.NONE : found;
  }

  private static Pattern pattern(String regex, @Nullable Object options) {
    try {
      return Pattern.compile(regex, options == null ? 0 : (Integer) options);
    } catch (IllegalArgumentException e) {
      throw new EvaluationException("Invalid regular expression: " + e.getMessage());
    }
  }

  private static Found find(Object pattern, String input) {
    Matcher matcher = ((Pattern) pattern).matcher(input);
    return matcher.find() ? found(matcher) : Found.NONE;
  }

  private static List<Object> all(Object pattern, String input) {
    List<Object> all = new ArrayList<>();
    Matcher matcher = ((Pattern) pattern).matcher(input);
    while (matcher.find()) {
      all.add(found(matcher));
    }
    return all;
  }

  private static Found found(Matcher matcher) {
    Map<String, Found> groups = new LinkedHashMap<>();
    for (int i = 0; i <= matcher.groupCount(); i++) {
      String value = matcher.group(i);
      groups.put(
          Integer.toString(i),
          value == null ? Found.NONE : new Found(true, value, matcher.start(i), Map.of()));
    }
    matcher.namedGroups().forEach((name, i) -> groups.put(name, groups.get(Integer.toString(i))));
    return new Found(true, matcher.group(), matcher.start(), groups);
  }
}
