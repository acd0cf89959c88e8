package io.trunkline.broker.filter;

import io.trunkline.broker.filter.ServiceBusSqlParser.BoolContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.DecimalContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.FunctionContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.GroupContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.IntegerContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.NullContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.ParameterContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.ProductContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.StringContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.SumContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.UnaryContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.ValueContext;
import java.util.Locale;
import java.util.Map;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/** Compiles value expressions. */
final class OperandCompiler extends ServiceBusSqlBaseVisitor<Operand> {
  private final Map<String, Object> parameters;

  OperandCompiler(Map<String, Object> parameters) {
    this.parameters = parameters;
  }

  @Override
  public Operand visitSum(SumContext tree) {
    return chain(tree);
  }

  @Override
  public Operand visitProduct(ProductContext tree) {
    return chain(tree);
  }

  private Operand chain(ParserRuleContext tree) {
    Operand result = visit(tree.getChild(0));
    for (int i = 1; i < tree.getChildCount(); i += 2) {
      char operator = tree.getChild(i).getText().charAt(0);
      Operand left = result;
      Operand right = visit(tree.getChild(i + 1));
      result = input -> Values.arithmetic(operator, left.value(input), right.value(input));
    }
    return result;
  }

  @Override
  public Operand visitUnary(UnaryContext tree) {
    Operand operand = visit(tree.primary());
    return tree.MINUS().size() % 2 == 0
        ? operand
        : input -> Values.arithmetic('-', 0L, operand.value(input));
  }

  @Override
  public Operand visitInteger(IntegerContext tree) {
    try {
      return constant(Long.valueOf(tree.getText()));
    } catch (NumberFormatException _) {
      throw SqlSource.at(tree.getStart(), "the integer does not fit in 64 bits");
    }
  }

  @Override
  public Operand visitDecimal(DecimalContext tree) {
    return constant(Double.valueOf(tree.getText()));
  }

  @Override
  public Operand visitString(StringContext tree) {
    String text = tree.getText();
    return constant(text.substring(1, text.length() - 1).replace("''", "'"));
  }

  @Override
  public Operand visitBool(BoolContext tree) {
    return constant(tree.TRUE() != null);
  }

  @Override
  public Operand visitNull(NullContext tree) {
    return constant(null);
  }

  @Override
  public Operand visitParameter(ParameterContext tree) {
    for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
      String name = parameter.getKey();
      if (tree.getText().equalsIgnoreCase(name.startsWith("@") ? name : "@" + name)) {
        return constant(Values.normal(parameter.getValue()));
      }
    }
    throw SqlSource.at(tree.getStart(), "parameter '" + tree.getText() + "' has no value");
  }

  @Override
  public Operand visitFunction(FunctionContext tree) {
    String name = tree.NAME().getText().toLowerCase(Locale.ROOT);
    int arguments = tree.sum().size();
    switch (name) {
      case "newid" -> {
        requireArguments(tree, arguments == 0);
        return input -> input.newIds().get();
      }
      case "p", "property" -> {
        requireArguments(tree, arguments == 1);
        Operand argument = visit(tree.sum(0));
        return input -> dynamic(argument.value(input), input);
      }
      default ->
          throw SqlSource.at(
              tree.getStart(), "there is no function '" + tree.NAME().getText() + "'");
    }
  }

  private static void requireArguments(FunctionContext tree, boolean right) {
    if (!right) {
      throw SqlSource.at(
          tree.getStart(), "wrong number of arguments for '" + tree.NAME().getText() + "'");
    }
  }

  private static @Nullable Object dynamic(@Nullable Object name, FilterInput input) {
    if (name == null) {
      return null;
    }
    String text = Values.text(name);
    boolean system = text.regionMatches(true, 0, "sys.", 0, 4);
    boolean user = text.regionMatches(true, 0, "user.", 0, 5);
    return new PropertyName(system, text.substring(system ? 4 : user ? 5 : 0))
        .operand()
        .value(input);
  }

  @Override
  public Operand visitValue(ValueContext tree) {
    return PropertyName.of(tree.property()).operand();
  }

  @Override
  public Operand visitGroup(GroupContext tree) {
    return visit(tree.sum());
  }

  private static Operand constant(@Nullable Object value) {
    return _ -> value;
  }
}
