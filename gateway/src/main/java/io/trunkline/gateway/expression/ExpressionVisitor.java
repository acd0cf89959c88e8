package io.trunkline.gateway.expression;

import io.trunkline.gateway.expression.MemberResolver.Argument;
import io.trunkline.gateway.expression.MemberResolver.Target;
import io.trunkline.gateway.expression.Operand.NamespaceReference;
import io.trunkline.gateway.expression.Operand.TypeReference;
import io.trunkline.gateway.expression.Operand.Value;
import io.trunkline.gateway.expression.PolicyExpressionParser.*;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/** Turns the parse tree of an expression into nodes, checking types and members on the way. */
final class ExpressionVisitor extends PolicyExpressionBaseVisitor<Operand> {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");

  private final TypeCatalog catalog;
  private final CsType contextType;
  private final Scope scope;
  private final MemberResolver resolver;

  ExpressionVisitor(TypeCatalog catalog, CsType contextType, Scope scope) {
    this.catalog = catalog;
    this.contextType = contextType;
    this.scope = scope;
    this.resolver = new MemberResolver(catalog, scope, this::lambda);
  }

  /** Compiles something that must have a value. */
  Value value(ParserRuleContext tree) {
    return switch (visit(tree)) {
      case Value value -> value;
      case TypeReference type -> throw refuse(tree, "'" + type.type() + "' is a type, not a value");
      case NamespaceReference name ->
          throw refuse(tree, "The name '" + name.name() + "' is not known");
    };
  }

  /** Compiles a value that must be of a type. */
  Node value(ParserRuleContext tree, CsType wanted) {
    Value value = value(tree);
    if (!catalog.fits(value.type(), wanted)) {
      throw refuse(tree, "A " + wanted + " is needed here, not a " + value.type());
    }
    return MemberResolver.converted(value, wanted);
  }

  CsType type(TypeNameContext tree) {
    List<CsType> arguments = new ArrayList<>();
    if (tree.typeArguments() != null) {
      tree.typeArguments().typeName().forEach(argument -> arguments.add(type(argument)));
    }
    CsType type = new CsType(tree.ID(tree.ID().size() - 1).getText(), arguments);
    if (catalog.members(type).isEmpty()) {
      throw refuse(tree, "The type '" + type + "' may not be used in policy expressions");
    }
    for (ParseTree child : tree.children) {
      if (child.getText().equals("[")) {
        type = CsType.arrayOf(type);
      }
    }
    return type;
  }

  @Override
  public Operand visitPrimaryExpression(PrimaryExpressionContext tree) {
    return visit(tree.primary());
  }

  @Override
  public Operand visitGroupPrimary(GroupPrimaryContext tree) {
    return visit(tree.expression());
  }

  @Override
  public Operand visitLiteralPrimary(LiteralPrimaryContext tree) {
    try {
      return Literals.read(tree.getText());
    } catch (RuntimeException e) {
      throw refuse(tree, "The literal " + tree.getText() + " is broken");
    }
  }

  @Override
  public Operand visitInterpolatedPrimary(InterpolatedPrimaryContext tree) {
    return new Value(new Nodes.Interpolated(Interpolation.parts(tree, this)), CsType.STRING);
  }

  @Override
  public Operand visitNamePrimary(NamePrimaryContext tree) {
    String name = tree.getText();
    Scope.Variable variable = scope.find(name);
    if (variable != null) {
      return new Value(new Nodes.Local(variable.slot()), variable.type());
    }
    if (name.equals("context")) {
      return new Value(new Nodes.ContextObject(), contextType);
    }
    if (catalog.members(CsType.of(name)).isPresent()) {
      return new TypeReference(CsType.of(name));
    }
    if (catalog.isNamespace(name)) {
      return new NamespaceReference(name);
    }
    throw refuse(tree, "The name '" + name + "' is not known");
  }

  @Override
  public Operand visitMemberExpression(MemberExpressionContext tree) {
    String name = tree.ID().getText();
    Operand operand = visit(tree.expression());
    if (operand instanceof NamespaceReference) {
      if (catalog.members(CsType.of(name)).isPresent()) {
        return new TypeReference(CsType.of(name));
      }
      if (catalog.isNamespace(name)) {
        return new NamespaceReference(name);
      }
      throw refuse(tree.ID(), "The type '" + name + "' may not be used in policy expressions");
    }
    Target target =
        operand instanceof Value value
            ? new Target(value.node(), isQuiet(tree), value.type())
            : new Target(null, false, ((TypeReference) operand).type());
    if (tree.arguments() == null) {
      return resolver
          .property(target, name)
          .orElseThrow(() -> refuse(tree.ID(), unknown(target, "property", name)));
    }
    List<CsType> typeArguments = new ArrayList<>();
    if (tree.typeArguments() != null) {
      tree.typeArguments().typeName().forEach(argument -> typeArguments.add(type(argument)));
    }
    List<Argument> arguments = arguments(tree.arguments());
    return resolver
        .method(target, name, typeArguments, arguments)
        .orElseThrow(
            () ->
                refuse(
                    tree.ID(),
                    resolver.hasMethod(target, name)
                        ? "No overload of '"
                            + target.type()
                            + "."
                            + name
                            + "' takes "
                            + describe(arguments)
                        : unknown(target, "method", name)));
  }

  /** A null receiver is quiet after {@code ?.}, and in the rest of that chain. */
  private static boolean isQuiet(ExpressionContext tree) {
    return switch (tree) {
      case MemberExpressionContext member ->
          member.op.getText().equals("?.") || isQuiet(member.expression());
      case IndexExpressionContext index ->
          index.op.getText().equals("?[") || isQuiet(index.expression(0));
      default -> false;
    };
  }

  private static String unknown(Target target, String kind, String name) {
    return "'"
        + target.type()
        + "' has no "
        + kind
        + " '"
        + name
        + "' that policy expressions may use";
  }

  private static String describe(List<Argument> arguments) {
    List<String> types = new ArrayList<>();
    for (Argument argument : arguments) {
      types.add(argument.value() == null ? "…" : argument.value().type().toString());
    }
    return "(" + String.join(", ", types) + ")";
  }

  private List<Argument> arguments(@Nullable ArgumentsContext tree) {
    List<Argument> arguments = new ArrayList<>();
    if (tree == null) {
      return arguments;
    }
    for (ArgumentContext argument : tree.argument()) {
      arguments.add(
          switch (argument) {
            case OutArgumentContext out -> {
              TypeNameContext type = out.typeName();
              boolean inferred = type == null || type.getText().equals("var");
              if (type != null && inferred) {
                yield new Argument(null, null, null, out.ID().getText(), null);
              }
              yield new Argument(
                  null, null, null, out.ID().getText(), inferred ? null : type(type));
            }
            case ValueArgumentContext value -> {
              String name = value.ID() == null ? null : value.ID().getText();
              yield value.expression() instanceof LambdaExpressionContext lambda
                  ? new Argument(name, null, lambda, null, null)
                  : new Argument(name, value(value.expression()), null, null, null);
            }
            default -> throw new IllegalStateException("unexpected argument");
          });
    }
    return arguments;
  }

  private Value lambda(LambdaExpressionContext tree, List<CsType> parameterTypes) {
    scope.enter();
    int[] slots = new int[parameterTypes.size()];
    for (int i = 0; i < slots.length; i++) {
      String name = tree.lambdaParameters().ID(i).getText();
      slots[i] = scope.declare(name, parameterTypes.get(i)).slot();
    }
    Value body = value(tree.expression());
    scope.leave();
    return new Value(new Nodes.LambdaNode(slots, body.node()), body.type());
  }

  @Override
  public Operand visitLambdaExpression(LambdaExpressionContext tree) {
    throw refuse(tree, "A lambda is allowed only as an argument");
  }

  @Override
  public Operand visitIndexExpression(IndexExpressionContext tree) {
    Value object = value(tree.expression(0));
    Target target = new Target(object.node(), isQuiet(tree), object.type());
    Argument key = new Argument(null, value(tree.expression(1)), null, null, null);
    return resolver
        .method(target, "Item", List.of(), List.of(key))
        .orElseThrow(
            () -> refuse(tree, "'" + object.type() + "' has no indexer for " + key.value().type()));
  }

  @Override
  public Operand visitUnaryExpression(UnaryExpressionContext tree) {
    if (tree.op.getText().equals("!")) {
      return new Value(new Nodes.Not(value(tree.expression(), CsType.BOOL)), CsType.BOOL);
    }
    Value value = value(tree.expression());
    if (!value.type().isNumber()) {
      throw refuse(tree, "The operator " + tree.op.getText() + " needs a number");
    }
    return tree.op.getText().equals("-")
        ? new Value(new Nodes.Negate(value.node()), value.type())
        : value;
  }

  @Override
  public Operand visitCastExpression(CastExpressionContext tree) {
    CsType type = type(tree.typeName());
    Value value = value(tree.expression());
    return new Value(new Nodes.Cast(value.node(), type, represented(type).orElse(null)), type);
  }

  @Override
  public Operand visitAsExpression(AsExpressionContext tree) {
    CsType type = type(tree.typeName());
    return new Value(
        new Nodes.As(value(tree.expression()).node(), testable(tree.typeName(), type)), type);
  }

  @Override
  public Operand visitIsExpression(IsExpressionContext tree) {
    CsType type = type(tree.typeName());
    Node value = value(tree.expression()).node();
    int slot = tree.ID() == null ? -1 : scope.declare(tree.ID().getText(), type).slot();
    return new Value(new Nodes.Is(value, testable(tree.typeName(), type), slot), CsType.BOOL);
  }

  private Optional<Class<?>> represented(CsType type) {
    return catalog.members(type).map(TypeMembers::represented);
  }

  private Class<?> testable(TypeNameContext tree, CsType type) {
    return represented(type)
        .orElseThrow(() -> refuse(tree, "'" + type + "' cannot be tested with is or as"));
  }

  @Override
  public Operand visitBinaryExpression(BinaryExpressionContext tree) {
    String operator = tree.op.getText();
    Value left = value(tree.expression(0));
    Value right = value(tree.expression(1));
    CsType result = result(operator, left.type(), right.type());
    if (result == null) {
      throw refuse(
          tree,
          "The operator "
              + operator
              + " cannot be applied to "
              + left.type()
              + " and "
              + right.type());
    }
    return new Value(new Nodes.Binary(operator, left.node(), right.node()), result);
  }

  private @Nullable CsType result(String operator, CsType left, CsType right) {
    boolean numbers = left.isNumber() && right.isNumber();
    if (operator.equals("==") || operator.equals("!=")) {
      boolean comparable = numbers || catalog.fits(left, right) || catalog.fits(right, left);
      return comparable ? CsType.BOOL : null;
    }
    boolean times = left.name().startsWith("DateTime") && right.name().startsWith("DateTime");
    boolean spans = left.name().equals("TimeSpan") && right.name().equals("TimeSpan");
    if (COMPARISONS.contains(operator)) {
      return numbers || times || spans ? CsType.BOOL : null;
    }
    if (operator.equals("&") || operator.equals("|")) {
      return left.equals(CsType.BOOL) && right.equals(CsType.BOOL) ? CsType.BOOL : null;
    }
    if (operator.equals("+") && (left.equals(CsType.STRING) || right.equals(CsType.STRING))) {
      return CsType.STRING;
    }
    if (numbers) {
      CsType wider = left.widensTo(right) ? right : left;
      return wider.widensTo(CsType.INT) ? CsType.INT : wider;
    }
    boolean sums = operator.equals("+") || operator.equals("-");
    if (times && operator.equals("-")) {
      return CsType.of("TimeSpan");
    }
    boolean moves = left.name().startsWith("DateTime") && right.name().equals("TimeSpan");
    return sums && (moves || spans) ? left : null;
  }

  @Override
  public Operand visitAndExpression(AndExpressionContext tree) {
    return new Value(
        new Nodes.And(
            value(tree.expression(0), CsType.BOOL), value(tree.expression(1), CsType.BOOL)),
        CsType.BOOL);
  }

  @Override
  public Operand visitOrExpression(OrExpressionContext tree) {
    return new Value(
        new Nodes.Or(
            value(tree.expression(0), CsType.BOOL), value(tree.expression(1), CsType.BOOL)),
        CsType.BOOL);
  }

  @Override
  public Operand visitCoalesceExpression(CoalesceExpressionContext tree) {
    Value value = value(tree.expression(0));
    Value otherwise = value(tree.expression(1));
    return new Value(
        new Nodes.Coalesce(value.node(), otherwise.node()),
        common(tree, value.type(), otherwise.type()));
  }

  @Override
  public Operand visitConditionalExpression(ConditionalExpressionContext tree) {
    Node condition = value(tree.expression(0), CsType.BOOL);
    Value whenTrue = value(tree.expression(1));
    Value whenFalse = value(tree.expression(2));
    return new Value(
        new Nodes.Conditional(condition, whenTrue.node(), whenFalse.node()),
        common(tree, whenTrue.type(), whenFalse.type()));
  }

  private CsType common(ParserRuleContext tree, CsType first, CsType second) {
    if (catalog.fits(second, first)) {
      return first.equals(CsType.NULL) ? second : first;
    }
    if (catalog.fits(first, second)) {
      return second;
    }
    throw refuse(tree, "'" + first + "' and '" + second + "' have no common type");
  }

  @Override
  public Operand visitArrayPrimary(ArrayPrimaryContext tree) {
    List<Value> elements = new ArrayList<>();
    CsType type = CsType.NULL;
    for (ExpressionContext element : tree.expression()) {
      Value value = value(element);
      type = elements.isEmpty() ? value.type() : common(tree, type, value.type());
      elements.add(value);
    }
    return new Value(
        new Nodes.Rest(elements.stream().map(Value::node).toList()), CsType.arrayOf(type));
  }

  @Override
  public Operand visitAnonymousPrimary(AnonymousPrimaryContext tree) {
    Map<String, Node> members = new LinkedHashMap<>();
    for (AnonymousMemberContext member : tree.anonymousMember()) {
      Node node = value(member.expression()).node();
      if (member.ID() != null) {
        members.put(member.ID().getText(), node);
      } else if (member.expression() instanceof MemberExpressionContext access
          && access.arguments() == null) {
        members.put(access.ID().getText(), node);
      } else {
        members.put(member.expression().getText(), node);
      }
    }
    return new Value(new Nodes.Anonymous(members), CsType.OBJECT);
  }

  @Override
  public Operand visitNewPrimary(NewPrimaryContext tree) {
    CsType type = type(tree.typeName());
    if (type.name().equals("[]")) {
      List<Node> elements = new ArrayList<>();
      if (tree.initializer() != null) {
        for (ElementContext element : tree.initializer().element()) {
          elements.add(value(element.value, type.arguments().getFirst()));
        }
      }
      return new Value(new Nodes.Rest(List.copyOf(elements)), type);
    }
    List<Argument> arguments = arguments(tree.arguments());
    Value created =
        resolver
            .construct(type, arguments)
            .orElseThrow(
                () ->
                    refuse(
                        tree,
                        "'" + type + "' has no constructor that takes " + describe(arguments)));
    if (tree.initializer() == null) {
      return created;
    }
    int slot = scope.reserve();
    Target target = new Target(new Nodes.Local(slot), false, type);
    List<Node> steps = new ArrayList<>();
    for (ElementContext element : tree.initializer().element()) {
      steps.add(fill(target, element));
    }
    return new Value(new Nodes.Initialized(created.node(), slot, List.copyOf(steps)), type);
  }

  private Node fill(Target target, ElementContext element) {
    List<Argument> arguments = new ArrayList<>();
    if (element.key != null) {
      arguments.add(new Argument(null, value(element.key), null, null, null));
    }
    arguments.add(new Argument(null, value(element.value), null, null, null));
    boolean indexed = element.getStart().getText().equals("[");
    return resolver
        .method(target, indexed ? "SetItem" : "Add", List.of(), arguments)
        .map(Value::node)
        .orElseThrow(() -> refuse(element, "'" + target.type() + "' cannot be filled this way"));
  }

  /** Returns the call that assigns {@code object[key]}. */
  Optional<Value> setItem(Value object, Value key, Value value) {
    return resolver.method(
        new Target(object.node(), false, object.type()),
        "SetItem",
        List.of(),
        List.of(
            new Argument(null, key, null, null, null),
            new Argument(null, value, null, null, null)));
  }

  static ExpressionException refuse(ParseTree tree, String message) {
    return switch (tree) {
      case ParserRuleContext rule -> ExpressionCompiler.refuse(rule.getStart(), message);
      case org.antlr.v4.runtime.tree.TerminalNode leaf ->
          ExpressionCompiler.refuse(leaf.getSymbol(), message);
      default -> new ExpressionException(message, 1, 1);
    };
  }
}
