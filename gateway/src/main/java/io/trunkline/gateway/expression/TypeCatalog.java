package io.trunkline.gateway.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The types that expressions may use, by short name. */
public final class TypeCatalog {
  private static final Set<String> NAMESPACES =
      Set.of(
          "System",
          "Text",
          "RegularExpressions",
          "Net",
          "Linq",
          "Newtonsoft",
          "Json",
          "Collections",
          "Generic");

  private final Map<String, TypeMembers> types = new HashMap<>();

  /** Adds the table of a type. */
  public TypeCatalog add(TypeMembers members) {
    types.put(members.declaration().name(), members);
    return this;
  }

  /** Returns the table of a type that is there already, to add extension methods to it. */
  public TypeMembers extend(String name) {
    return Objects.requireNonNull(types.get(name), name);
  }

  boolean isNamespace(String name) {
    return NAMESPACES.contains(name);
  }

  /** Returns the members of a type, if it may be used. */
  Optional<TypeMembers> members(CsType type) {
    return Optional.ofNullable(types.get(type.name()));
  }

  /** Returns the type itself and everything it derives from, nearest first. */
  List<CsType> lineage(CsType type) {
    List<CsType> lineage = new ArrayList<>();
    lineage.add(type);
    for (int i = 0; i < lineage.size(); i++) {
      CsType current = lineage.get(i);
      members(current)
          .ifPresent(
              members -> {
                Map<String, CsType> bound = current.bind(members.declaration());
                members.supertypes().stream()
                    .map(supertype -> supertype.substitute(bound))
                    .filter(supertype -> !lineage.contains(supertype))
                    .forEach(lineage::add);
              });
    }
    if (!lineage.contains(CsType.OBJECT)) {
      lineage.add(CsType.OBJECT);
    }
    return lineage;
  }

  /** Returns whether a value of {@code from} may stand where {@code to} is wanted. */
  boolean fits(CsType from, CsType to) {
    return to.equals(CsType.OBJECT)
        || from.equals(CsType.NULL)
        || from.equals(to)
        || from.widensTo(to)
        || lineage(from).contains(to)
        || implicitToken(from, to);
  }

  /** Newtonsoft turns plain values into tokens by itself. */
  private static boolean implicitToken(CsType from, CsType to) {
    return to.name().equals("JToken")
        && (from.isNumber()
            || from.equals(CsType.STRING)
            || from.equals(CsType.BOOL)
            || from.name().equals("Guid")
            || from.name().equals("DateTime"));
  }

  /**
   * Finds what the type variables of {@code parameter} must be for {@code argument} to fit.
   *
   * @return whether it can fit at all
   */
  boolean unify(
      CsType parameter, CsType argument, Set<String> variables, Map<String, CsType> bound) {
    if (parameter.arguments().isEmpty() && variables.contains(parameter.name())) {
      CsType known = bound.get(parameter.name());
      if (known == null) {
        bound.put(parameter.name(), argument.equals(CsType.NULL) ? CsType.OBJECT : argument);
        return true;
      }
      return fits(argument, known);
    }
    if (parameter.arguments().isEmpty()) {
      return fits(argument, parameter);
    }
    if (argument.equals(CsType.NULL)) {
      return true;
    }
    for (CsType candidate : lineage(argument)) {
      if (candidate.name().equals(parameter.name())
          && candidate.arguments().size() == parameter.arguments().size()) {
        boolean matches = true;
        for (int i = 0; i < parameter.arguments().size(); i++) {
          matches &=
              unify(parameter.arguments().get(i), candidate.arguments().get(i), variables, bound);
        }
        return matches;
      }
    }
    return false;
  }
}
