package io.trunkline.gateway.expression;

import io.trunkline.gateway.expression.Operand.Value;
import io.trunkline.gateway.expression.PolicyExpressionParser.*;
import java.util.ArrayList;
import java.util.List;

/** Turns the statements of an {@code @{ … }} block into something that runs. */
final class StatementVisitor extends PolicyExpressionBaseVisitor<Statement> {
  private static final Statement NOTHING = new Statement.Block(List.of());

  private final TypeCatalog catalog;
  private final Scope scope;
  private final ExpressionVisitor expressions;
  private CsType returned = CsType.NULL;

  StatementVisitor(TypeCatalog catalog, Scope scope, ExpressionVisitor expressions) {
    this.catalog = catalog;
    this.scope = scope;
    this.expressions = expressions;
  }

  /** Returns the type of what the block returns, as far as its returns agree. */
  CsType returned() {
    return returned;
  }

  Statement block(List<StatementContext> statements) {
    List<Statement> compiled = new ArrayList<>();
    statements.forEach(statement -> compiled.add(visit(statement)));
    return new Statement.Block(List.copyOf(compiled));
  }

  /** Returns whether a statement always ends with a {@code return} or {@code throw}. */
  static boolean ends(Statement statement) {
    return switch (statement) {
      case Statement.Return ignored -> true;
      case Statement.Throw ignored -> true;
      case Statement.Block block -> block.statements().stream().anyMatch(StatementVisitor::ends);
      case Statement.If choice -> ends(choice.whenTrue()) && ends(choice.whenFalse());
      case Statement.Foreach ignored -> false;
      case Statement.SetLocal ignored -> false;
      case Statement.Evaluate ignored -> false;
    };
  }

  @Override
  public Statement visitBlockStatement(BlockStatementContext tree) {
    scope.enter();
    Statement block = block(tree.statement());
    scope.leave();
    return block;
  }

  @Override
  public Statement visitIfStatement(IfStatementContext tree) {
    Node condition = expressions.value(tree.expression(), CsType.BOOL);
    Statement whenTrue = visit(tree.statement(0));
    Statement whenFalse = tree.statement().size() > 1 ? visit(tree.statement(1)) : NOTHING;
    return new Statement.If(condition, whenTrue, whenFalse);
  }

  @Override
  public Statement visitForeachStatement(ForeachStatementContext tree) {
    Value items = expressions.value(tree.expression());
    CsType enumerable =
        catalog.lineage(items.type()).stream()
            .filter(type -> type.name().equals("IEnumerable"))
            .findFirst()
            .orElseThrow(
                () ->
                    ExpressionVisitor.refuse(
                        tree.expression(), "'" + items.type() + "' cannot be iterated"));
    CsType element =
        isVar(tree.typeName())
            ? enumerable.arguments().getFirst()
            : expressions.type(tree.typeName());
    scope.enter();
    int slot = scope.declare(tree.ID().getText(), element).slot();
    Statement body = visit(tree.statement());
    scope.leave();
    return new Statement.Foreach(items.node(), slot, body);
  }

  @Override
  public Statement visitReturnStatement(ReturnStatementContext tree) {
    Value value = expressions.value(tree.expression());
    boolean same = returned.equals(CsType.NULL) || returned.equals(value.type());
    returned = same ? value.type() : CsType.OBJECT;
    return new Statement.Return(value.node());
  }

  @Override
  public Statement visitThrowStatement(ThrowStatementContext tree) {
    return new Statement.Throw(expressions.value(tree.expression()).node());
  }

  @Override
  public Statement visitDeclarationStatement(DeclarationStatementContext tree) {
    String name = tree.ID().getText();
    if (tree.expression() == null) {
      scope.declare(name, expressions.type(tree.typeName()));
      return NOTHING;
    }
    if (isVar(tree.typeName())) {
      Value value = expressions.value(tree.expression());
      return new Statement.SetLocal(scope.declare(name, value.type()).slot(), value.node());
    }
    CsType type = expressions.type(tree.typeName());
    Node value = expressions.value(tree.expression(), type);
    return new Statement.SetLocal(scope.declare(name, type).slot(), value);
  }

  @Override
  public Statement visitAssignmentStatement(AssignmentStatementContext tree) {
    String operator = tree.op.getText();
    Value value = expressions.value(tree.value);
    if (tree.target instanceof IndexExpressionContext index && operator.equals("=")) {
      Value object = expressions.value(index.expression(0));
      Value key = expressions.value(index.expression(1));
      return expressions
          .setItem(object, key, value)
          .<Statement>map(call -> new Statement.Evaluate(call.node()))
          .orElseThrow(
              () ->
                  ExpressionVisitor.refuse(
                      index, "Elements of '" + object.type() + "' cannot be assigned"));
    }
    Scope.Variable variable =
        tree.target instanceof PrimaryExpressionContext primary
            ? scope.find(primary.getText())
            : null;
    if (variable == null) {
      throw ExpressionVisitor.refuse(
          tree.target, "'" + tree.target.getText() + "' cannot be assigned");
    }
    if (operator.equals("=")) {
      return new Statement.SetLocal(
          variable.slot(), expressions.value(tree.value, variable.type()));
    }
    Node sum =
        new Nodes.Binary(operator.substring(0, 1), new Nodes.Local(variable.slot()), value.node());
    return new Statement.SetLocal(variable.slot(), sum);
  }

  @Override
  public Statement visitExpressionStatement(ExpressionStatementContext tree) {
    return new Statement.Evaluate(expressions.value(tree.expression()).node());
  }

  @Override
  public Statement visitEmptyStatement(EmptyStatementContext tree) {
    return NOTHING;
  }

  private static boolean isVar(TypeNameContext tree) {
    return tree.getText().equals("var");
  }
}
