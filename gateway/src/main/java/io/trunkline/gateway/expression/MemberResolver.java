package io.trunkline.gateway.expression;

import io.trunkline.gateway.expression.Operand.Value;
import io.trunkline.gateway.expression.PolicyExpressionParser.LambdaExpressionContext;
import io.trunkline.gateway.expression.Signature.Parameter;
import io.trunkline.gateway.expression.TypeMembers.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the overload that a call means, and builds the call. */
final class MemberResolver {
  /**
   * An argument of a call; exactly one of {@code value}, {@code lambda} and {@code outName} is set.
   *
   * @param name the parameter's name, where the call gives it
   * @param outType the type declared with {@code out}, if any
   */
  record Argument(
      @Nullable String name,
      @Nullable Value value,
      @Nullable LambdaExpressionContext lambda,
      @Nullable String outName,
      @Nullable CsType outType) {}

  /** Compiles a lambda once the types of its parameters are known. */
  interface LambdaCompiler {
    Value compile(LambdaExpressionContext lambda, List<CsType> parameterTypes);
  }

  /**
   * What is called.
   *
   * @param receiver the object, or null for a static member
   * @param type its type, or the type that the static member belongs to
   */
  record Target(@Nullable Node receiver, boolean quiet, CsType type) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Match(
      Member member,
      Map<String, CsType> bound,
      Set<String> variables,
      Argument[] byParameter,
      List<Argument> rest,
      int exact) {}

  private final TypeCatalog catalog;
  private final Scope scope;
  private final LambdaCompiler lambdas;

  MemberResolver(TypeCatalog catalog, Scope scope, LambdaCompiler lambdas) {
    this.catalog = catalog;
    this.scope = scope;
    this.lambdas = lambdas;
  }

  /** Returns the property, if there is one. */
  Optional<Value> property(Target target, String name) {
    for (CsType type : types(target)) {
      TypeMembers members = catalog.members(type).orElse(null);
      if (members == null) {
        continue;
      }
      Member member =
          target.receiver() == null ? members.staticProperty(name) : members.property(name);
      if (member != null) {
        CsType result = member.signature().result().substitute(type.bind(members.declaration()));
        return Optional.of(
            new Value(
                new Nodes.Call(target.receiver(), target.quiet(), member.body(), List.of()),
                result));
      }
    }
    return Optional.empty();
  }

  /** Returns the call of the overload that fits best, if one fits. */
  Optional<Value> method(
      Target target, String name, List<CsType> typeArguments, List<Argument> arguments) {
    for (CsType type : types(target)) {
      TypeMembers members = catalog.members(type).orElse(null);
      if (members != null) {
        List<Member> candidates =
            target.receiver() == null ? members.staticMethods(name) : members.methods(name);
        Optional<Value> call =
            best(target, candidates, type.bind(members.declaration()), typeArguments, arguments);
        if (call.isPresent()) {
          return call;
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the construction of an object of {@code type}, if a constructor fits. */
  Optional<Value> construct(CsType type, List<Argument> arguments) {
    TypeMembers members = catalog.members(type).orElse(null);
    if (members == null) {
      return Optional.empty();
    }
    return best(
            new Target(null, false, type),
            members.constructors(),
            type.bind(members.declaration()),
            List.of(),
            arguments)
        .map(value -> new Value(value.node(), type));
  }

  /** Returns whether a type has a method of that name, whatever its parameters. */
  boolean hasMethod(Target target, String name) {
    return types(target).stream()
        .flatMap(type -> catalog.members(type).stream())
        .anyMatch(
            members ->
                !(target.receiver() == null ? members.staticMethods(name) : members.methods(name))
                    .isEmpty());
  }

  private List<CsType> types(Target target) {
    return target.receiver() == null ? List.of(target.type()) : catalog.lineage(target.type());
  }

  private Optional<Value> best(
      Target target,
      List<Member> candidates,
      Map<String, CsType> receiverTypes,
      List<CsType> typeArguments,
      List<Argument> arguments) {
    Match best = null;
    for (Member candidate : candidates) {
      Match match = match(candidate, receiverTypes, typeArguments, arguments);
      if (match != null && (best == null || match.exact() > best.exact())) {
        best = match;
      }
    }
    return best == null ? Optional.empty() : build(target, best);
  }

  private @Nullable Match match(
      Member member,
      Map<String, CsType> receiverTypes,
      List<CsType> typeArguments,
      List<Argument> arguments) {
    Signature signature = member.signature();
    Set<String> variables = new HashSet<>(signature.variables());
    Map<String, CsType> bound = new HashMap<>(receiverTypes);
    if (!typeArguments.isEmpty()) {
      if (typeArguments.size() != signature.variables().size()) {
        return null;
      }
      for (int i = 0; i < typeArguments.size(); i++) {
        bound.put(signature.variables().get(i), typeArguments.get(i));
      }
    }
    List<Parameter> parameters = signature.parameters();
    Argument[] byParameter = new Argument[parameters.size()];
    List<Argument> rest = new ArrayList<>();
    int exact = 0;
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      int index = argument.name() == null ? i : indexOf(parameters, argument.name());
      boolean inRest = signature.takesRest() && index >= parameters.size() - 1;
      if (index < 0 || (!inRest && index >= parameters.size())) {
        return null;
      }
      Parameter parameter = parameters.get(inRest ? parameters.size() - 1 : index);
      CsType wanted = inRest ? parameter.type().arguments().getFirst() : parameter.type();
      if (!fits(argument, parameter, wanted, variables, bound)) {
        return null;
      }
      if (argument.value() != null && argument.value().type().equals(wanted.substitute(bound))) {
        exact++;
      }
      if (inRest) {
        rest.add(argument);
      } else if (byParameter[index] != null) {
        return null;
      } else {
        byParameter[index] = argument;
      }
    }
    for (int i = 0; i < parameters.size(); i++) {
      if (byParameter[i] == null && !parameters.get(i).optional() && !parameters.get(i).rest()) {
        return null;
      }
    }
    return new Match(member, bound, variables, byParameter, rest, exact);
  }

  private boolean fits(
      Argument argument,
      Parameter parameter,
      CsType wanted,
      Set<String> variables,
      Map<String, CsType> bound) {
    if (argument.outName() != null) {
      return parameter.out();
    }
    if (parameter.out()) {
      return false;
    }
    if (argument.lambda() != null) {
      return wanted.name().equals("Func")
          && wanted.arguments().size() - 1 == argument.lambda().lambdaParameters().ID().size();
    }
    CsType type = argument.value().type();
    return !wanted.name().equals("Func")
        && catalog.unify(substituteReceiver(wanted, variables, bound), type, variables, bound);
  }

  /** Replaces the receiver's variables, which are known, and leaves the method's own. */
  private static CsType substituteReceiver(
      CsType type, Set<String> variables, Map<String, CsType> bound) {
    Map<String, CsType> known = new HashMap<>(bound);
    known.keySet().removeAll(variables);
    return type.substitute(known);
  }

  private Optional<Value> build(Target target, Match match) {
    List<Parameter> parameters = match.member().signature().parameters();
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Argument argument = match.byParameter()[i];
      if (parameter.rest()) {
        CsType element = parameter.type().arguments().getFirst();
        List<Node> elements = new ArrayList<>();
        match.rest().forEach(item -> elements.add(node(item, element, match)));
        nodes.add(new Nodes.Rest(List.copyOf(elements)));
      } else if (argument == null) {
        nodes.add(new Nodes.Constant(absent(parameter.type(), match)));
      } else {
        nodes.add(node(argument, parameter.type(), match));
      }
    }
    if (!match.bound().keySet().containsAll(match.variables())) {
      return Optional.empty(); // a type argument is neither given nor to be found out
    }
    CsType result = match.member().signature().result().substitute(match.bound());
    return Optional.of(
        new Value(
            new Nodes.Call(
                target.receiver(), target.quiet(), match.member().body(), List.copyOf(nodes)),
            result));
  }

  /** A parameter {@code TypeOf<T>} is never given by the caller: it takes the type argument. */
  private static @Nullable CsType absent(CsType parameter, Match match) {
    return parameter.name().equals("TypeOf")
        ? parameter.substitute(match.bound()).arguments().getFirst()
        : null;
  }

  private Node node(Argument argument, CsType parameter, Match match) {
    CsType wanted = parameter.substitute(match.bound());
    if (argument.outName() != null) {
      CsType type = argument.outType() == null ? wanted : argument.outType();
      Scope.Variable known = scope.find(argument.outName());
      return new Nodes.OutLocal(
          known != null && argument.outType() == null
              ? known.slot()
              : scope.declare(argument.outName(), type).slot());
    }
    if (argument.lambda() != null) {
      List<CsType> types = wanted.arguments();
      Value lambda = lambdas.compile(argument.lambda(), types.subList(0, types.size() - 1));
      catalog.unify(
          parameter.arguments().getLast(), lambda.type(), match.variables(), match.bound());
      return lambda.node();
    }
    return converted(argument.value(), wanted);
  }

  /** Returns the value as one of {@code wanted}, where C# converts by itself. */
  static Node converted(Value value, CsType wanted) {
    boolean widens = value.type().widensTo(wanted);
    boolean becomesToken = wanted.name().equals("JToken") && !value.type().name().startsWith("J");
    return widens || becomesToken ? new Nodes.Cast(value.node(), wanted, null) : value.node();
  }

  private static int indexOf(List<Parameter> parameters, String name) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
