package io.trunkline.gateway.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A C# type as the checker sees it. An array is {@code []} with its element type as argument.
 * Nullable value types are not told apart from their underlying types.
 *
 * @param name short name, for example {@code string} or {@code Dictionary}
 * @param arguments type arguments in order
 */
public record CsType(String name, List<CsType> arguments) {
  // Stands first: the constants below are made with it.
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("String", "string"),
          Map.entry("Object", "object"),
          Map.entry("Boolean", "bool"),
          Map.entry("Char", "char"),
          Map.entry("Int32", "int"),
          Map.entry("Int64", "long"),
          Map.entry("Double", "double"),
          Map.entry("Single", "double"),
          Map.entry("float", "double"),
          Map.entry("Decimal", "decimal"),
          Map.entry("Byte", "byte"));

  public static final CsType OBJECT = of("object");
  public static final CsType STRING = of("string");
  public static final CsType CHAR = of("char");
  public static final CsType BOOL = of("bool");
  public static final CsType INT = of("int");
  public static final CsType LONG = of("long");
  public static final CsType DOUBLE = of("double");
  public static final CsType DECIMAL = of("decimal");
  public static final CsType VOID = of("void");

  /** The type of {@code null}: fits every type. */
  public static final CsType NULL = of("null");

  private static final List<CsType> NUMBERS = List.of(CHAR, of("byte"), INT, LONG, DOUBLE, DECIMAL);

  public CsType {
    name = ALIASES.getOrDefault(name, name);
    arguments = List.copyOf(arguments);
  }

  public static CsType of(String name, CsType... arguments) {
    return new CsType(name, List.of(arguments));
  }

  public static CsType arrayOf(CsType element) {
    return of("[]", element);
  }

  public boolean isNumber() {
    return NUMBERS.contains(this);
  }

  /** Returns whether a number of this type becomes one of {@code target} without a cast. */
  boolean widensTo(CsType target) {
    return NUMBERS.indexOf(this) >= 0 && NUMBERS.indexOf(target) > NUMBERS.indexOf(this);
  }

  /** Returns this type with type variables replaced by what they stand for. */
  CsType substitute(Map<String, CsType> variables) {
    if (variables.isEmpty()) {
      return this;
    }
    CsType bound = arguments.isEmpty() ? variables.get(name) : null;
    if (bound != null) {
      return bound;
    }
    List<CsType> substituted = new ArrayList<>(arguments.size());
    arguments.forEach(argument -> substituted.add(argument.substitute(variables)));
    return new CsType(name, substituted);
  }

  /** Returns what the variables of a declaration such as {@code List<T>} stand for here. */
  Map<String, CsType> bind(CsType declaration) {
    Map<String, CsType> bound = new HashMap<>();
    for (int i = 0; i < Math.min(arguments.size(), declaration.arguments().size()); i++) {
      bound.put(declaration.arguments().get(i).name(), arguments.get(i));
    }
    return bound;
  }

  @Override
  public String toString() {
    if (name.equals("[]")) {
      return arguments.getFirst() + "[]";
    }
    return arguments.isEmpty()
        ? name
        : name
            + arguments.stream().map(CsType::toString).collect(Collectors.joining(", ", "<", ">"));
  }
}
