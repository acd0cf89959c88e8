package io.trunkline.gateway.expression.members;

import static io.trunkline.gateway.expression.TypeMembers.type;
import static io.trunkline.gateway.expression.members.Arguments.ignoresCase;
import static io.trunkline.gateway.expression.members.Arguments.items;
import static io.trunkline.gateway.expression.members.Arguments.number;
import static io.trunkline.gateway.expression.members.Arguments.text;

import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.Texts;
import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.gateway.expression.TypeMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code string}, {@code char}, {@code object} and the enumerations that go with them. */
final class StringMembers {
  private static final Pattern HOLE = Pattern.compile("\\{\\{|}}|\\{(\\d+)(?::([^}]*))?}");

  private StringMembers() {}

  static void addTo(TypeCatalog catalog) {
    catalog.add(
        type("object")
            .representedBy(Object.class)
            .method("string ToString()", (it, a) -> Texts.of(it))
            .method("bool Equals(object other)", (it, a) -> Objects.equals(it, a[0]))
            .staticMethod("bool Equals(object a, object b)", a -> Objects.equals(a[0], a[1])));
    catalog.add(
        type("char")
            .representedBy(Character.class)
            .staticMethod("bool IsDigit(char c)", a -> Character.isDigit((Character) a[0]))
            .staticMethod("bool IsLetter(char c)", a -> Character.isLetter((Character) a[0]))
            .staticMethod(
                "bool IsLetterOrDigit(char c)", a -> Character.isLetterOrDigit((Character) a[0]))
            .staticMethod(
                "bool IsWhiteSpace(char c)", a -> Character.isWhitespace((Character) a[0])));
    TypeMembers comparison = type("StringComparison");
    for (String name :
        List.of(
            "Ordinal",
            "OrdinalIgnoreCase",
            "InvariantCulture",
            "InvariantCultureIgnoreCase",
            "CurrentCulture",
            "CurrentCultureIgnoreCase")) {
      comparison.staticProperty("StringComparison " + name, () -> name);
    }
    catalog.add(comparison);
    catalog.add(
        type("StringSplitOptions")
            .staticProperty("StringSplitOptions None", () -> "None")
            .staticProperty("StringSplitOptions RemoveEmptyEntries", () -> "RemoveEmptyEntries"));
    catalog.add(statics(searching(instance(type("string", "IEnumerable<char>")))));
  }

  private static TypeMembers instance(TypeMembers string) {
    return string
        .representedBy(String.class)
        .property("int Length", it -> ((String) it).length())
        .method("char Item(int index)", (it, a) -> ((String) it).charAt(number(a, 0)))
        .method("string ToUpper()", (it, a) -> ((String) it).toUpperCase(Locale.ROOT))
        .method("string ToLower()", (it, a) -> ((String) it).toLowerCase(Locale.ROOT))
        .method("string ToUpperInvariant()", (it, a) -> ((String) it).toUpperCase(Locale.ROOT))
        .method("string ToLowerInvariant()", (it, a) -> ((String) it).toLowerCase(Locale.ROOT))
        .method("string Trim()", (it, a) -> ((String) it).strip())
        .method("string Trim(params char[] c)", (it, a) -> trim((String) it, a[0], true, true))
        .method(
            "string TrimStart(params char[] c)", (it, a) -> trim((String) it, a[0], true, false))
        .method("string TrimEnd(params char[] c)", (it, a) -> trim((String) it, a[0], false, true))
        .method("string Substring(int start)", (it, a) -> ((String) it).substring(number(a, 0)))
        .method(
            "string Substring(int start, int length)",
            (it, a) -> ((String) it).substring(number(a, 0), number(a, 0) + number(a, 1)))
        .method(
            "string Replace(string old, string replacement)",
            (it, a) ->
                ((String) it).replace(text(a, 0), Objects.requireNonNullElse((String) a[1], "")))
        .method(
            "string Replace(char old, char replacement)",
            (it, a) -> ((String) it).replace((Character) a[0], (Character) a[1]))
        .method("string Remove(int start)", (it, a) -> ((String) it).substring(0, number(a, 0)))
        .method(
            "string Remove(int start, int count)",
            (it, a) ->
                new StringBuilder((String) it)
                    .delete(number(a, 0), number(a, 0) + number(a, 1))
                    .toString())
        .method(
            "string Insert(int start, string value)",
            (it, a) -> new StringBuilder((String) it).insert(number(a, 0), text(a, 1)).toString())
        .method("string PadLeft(int width, char with = x)", (it, a) -> padding((String) it, a) + it)
        .method(
            "string PadRight(int width, char with = x)", (it, a) -> it + padding((String) it, a))
        .method("string[] Split(params char[] separators)", (it, a) -> split(it, a[0], false))
        .method(
            "string[] Split(char[] separators, StringSplitOptions options)",
            (it, a) -> split(it, a[0], a[1].equals("RemoveEmptyEntries")))
        .method(
            "string[] Split(string[] separators, StringSplitOptions options)",
            (it, a) -> split(it, a[0], a[1].equals("RemoveEmptyEntries")))
        .method("char[] ToCharArray()", (it, a) -> items(it));
  }

  private static TypeMembers searching(TypeMembers string) {
    return string
        .method(
            "bool Equals(string other, StringComparison comparison = x)",
            (it, a) -> same((String) it, (String) a[0], ignoresCase(a, 1)))
        .method("bool Contains(string value)", (it, a) -> ((String) it).contains(text(a, 0)))
        .method(
            "bool Contains(char value)", (it, a) -> ((String) it).indexOf((Character) a[0]) >= 0)
        .method(
            "bool StartsWith(string value, StringComparison comparison = x)",
            (it, a) ->
                ((String) it)
                    .regionMatches(ignoresCase(a, 1), 0, text(a, 0), 0, text(a, 0).length()))
        .method(
            "bool EndsWith(string value, StringComparison comparison = x)",
            (it, a) ->
                ((String) it)
                    .regionMatches(
                        ignoresCase(a, 1),
                        ((String) it).length() - text(a, 0).length(),
                        text(a, 0),
                        0,
                        text(a, 0).length()))
        .method(
            "int IndexOf(string value, StringComparison comparison = x)",
            (it, a) -> indexOf((String) it, text(a, 0), ignoresCase(a, 1)))
        .method("int IndexOf(char value)", (it, a) -> ((String) it).indexOf((Character) a[0]))
        .method("int LastIndexOf(string value)", (it, a) -> ((String) it).lastIndexOf(text(a, 0)))
        .method(
            "int LastIndexOf(char value)", (it, a) -> ((String) it).lastIndexOf((Character) a[0]))
        .method(
            "int CompareTo(string other)",
            (it, a) -> a[0] == null ? 1 : ((String) it).compareTo((String) a[0]));
  }

  private static TypeMembers statics(TypeMembers string) {
    return string
        .staticProperty("string Empty", () -> "")
        .staticMethod(
            "bool IsNullOrEmpty(string value)", a -> a[0] == null || ((String) a[0]).isEmpty())
        .staticMethod(
            "bool IsNullOrWhiteSpace(string value)", a -> a[0] == null || ((String) a[0]).isBlank())
        .staticMethod(
            "bool Equals(string a, string b, StringComparison comparison = x)",
            a -> same((String) a[0], (String) a[1], ignoresCase(a, 2)))
        .staticMethod("string Concat(params object[] values)", a -> join("", a[0]))
        .staticMethod(
            "string Join<T>(string separator, IEnumerable<T> values)", a -> join(text(a, 0), a[1]))
        .staticMethod(
            "string Join(string separator, params object[] values)", a -> join(text(a, 0), a[1]))
        .staticMethod(
            "string Format(string format, params object[] values)",
            a -> format(text(a, 0), items(a[1])));
  }

  private static boolean same(@Nullable String a, @Nullable String b, boolean ignoreCase) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return ignoreCase ? a.equalsIgnoreCase(b) : a.equals(b);
  }

  private static int indexOf(String text, String value, boolean ignoreCase) {
    return ignoreCase
        ? text.toLowerCase(Locale.ROOT).indexOf(value.toLowerCase(Locale.ROOT))
        : text.indexOf(value);
  }

  private static String padding(String text, @Nullable Object[] arguments) {
    char with = arguments[1] == null ? ' ' : (Character) arguments[1];
    return String.valueOf(with).repeat(Math.max(0, number(arguments, 0) - text.length()));
  }

  private static String trim(String text, Object characters, boolean start, boolean end) {
    List<Object> trimmed = items(characters);
    IntFunction<Boolean> drops =
        at ->
            trimmed.isEmpty()
                ? Character.isWhitespace(text.charAt(at))
                : trimmed.contains(text.charAt(at));
    int from = 0;
    int to = text.length();
    while (start && from < to && drops.apply(from)) {
      from++;
    }
    while (end && to > from && drops.apply(to - 1)) {
      to--;
    }
    return text.substring(from, to);
  }

  private static List<Object> split(Object text, Object separators, boolean removeEmpty) {
    List<Object> by = items(separators);
    StringBuilder pattern = new StringBuilder(by.isEmpty() ? "\\s" : "");
    for (Object separator : by) {
      pattern.append(pattern.isEmpty() ? "" : "|").append(Pattern.quote(separator.toString()));
    }
    List<Object> parts = new ArrayList<>();
    for (String part : Pattern.compile(pattern.toString()).split((String) text, -1)) {
      if (!removeEmpty || !part.isEmpty()) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static String join(String separator, Object values) {
    List<String> texts = new ArrayList<>();
    items(values).forEach(value -> texts.add(Texts.of(value)));
    return String.join(separator, texts);
  }

  private static String format(String format, List<Object> values) {
    return HOLE.matcher(format)
        .replaceAll(match -> Matcher.quoteReplacement(formatted(match, values)));
  }

  private static String formatted(java.util.regex.MatchResult match, List<Object> values) {
    if (match.group(1) == null) {
      return match.group().substring(1);
    }
    int index = Integer.parseInt(match.group(1));
    if (index >= values.size()) {
      throw new EvaluationException("Index must be less than the size of the argument list.");
    }
    return match.group(2) == null
        ? Texts.of(values.get(index))
        : Texts.of(values.get(index), match.group(2));
  }
}
