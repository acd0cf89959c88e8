package io.trunkline.resources.template;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The built-in functions ({@code reference/resource-manager.md §6}). */
public final class Functions {
  private static final Map<String, TemplateFunction.Declared> TABLE = new TreeMap<>();

  static {
    Stream.of(
            ArrayFunctions.DECLARED,
            ObjectFunctions.DECLARED,
            LambdaFunctions.DECLARED,
            LogicFunctions.DECLARED,
            NumberFunctions.DECLARED,
            DateFunctions.DECLARED,
            StringFunctions.DECLARED,
            EncodingFunctions.DECLARED,
            CidrFunctions.DECLARED,
            ScopeFunctions.DECLARED,
            ResourceFunctions.DECLARED)
        .flatMap(Collection::stream)
        .forEach(declared -> TABLE.put(Values.fold(declared.name()), declared));
  }

  private Functions() {}

  /** Returns the names of all functions, sorted without case; {@code list*} stands for a family. */
  public static Collection<String> names() {
    return TABLE.values().stream().map(TemplateFunction.Declared::name).toList();
  }

  /** Returns whether a function reads the state of a resource, so that it has to wait for it. */
  public static boolean readsState(Expression.Call call) {
    return call.is("reference") || call.is("references") || isList(call);
  }

  /** Returns whether a call is one of the {@code list*} family. */
  public static boolean isList(Expression.Call call) {
    return call.namespace().isEmpty()
        && call.name().length() > 4
        && call.name().regionMatches(true, 0, "list", 0, 4);
  }

  /**
   * Returns the function that a call names, with its number of arguments checked.
   *
   * @throws TemplateException naming the function
   */
  public static TemplateFunction.Declared require(Expression.Call call) {
    TemplateFunction.Declared declared =
        Optional.ofNullable(TABLE.get(Values.fold(call.name())))
            .orElseGet(() -> isList(call) ? ResourceFunctions.list(call.name()) : null);
    if (declared == null) {
      throw new TemplateException("The template function '" + call.name() + "' is not supported.");
    }
    int count = call.arguments().size();
    if (count < declared.least() || count > declared.most()) {
      throw new TemplateException(
          "The template function '%s' takes %s arguments, not %d."
              .formatted(declared.name(), range(declared), count));
    }
    return declared;
  }

  private static String range(TemplateFunction.Declared declared) {
    if (declared.most() == Integer.MAX_VALUE) {
      return declared.least() + " or more";
    }
    return declared.least() == declared.most()
        ? String.valueOf(declared.least())
        : declared.least() + " to " + declared.most();
  }
}
