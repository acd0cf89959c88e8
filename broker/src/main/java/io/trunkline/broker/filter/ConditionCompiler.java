package io.trunkline.broker.filter;

import io.trunkline.broker.filter.ServiceBusSqlParser.CompareContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.ConditionContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.ConjunctionContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.ExistsContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.FilterContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.InContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.IsNullContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.LikeContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.NegationContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.NestedContext;
import io.trunkline.broker.filter.ServiceBusSqlParser.TruthContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles conditions into three-valued logic ({@code reference/service-bus.md §12.1}). */
final class ConditionCompiler extends ServiceBusSqlBaseVisitor<Condition> {
  private final OperandCompiler operands;

  ConditionCompiler(OperandCompiler operands) {
    this.operands = operands;
  }

  @Override
  public Condition visitFilter(FilterContext tree) {
    return visit(tree.condition());
  }

  @Override
  public Condition visitCondition(ConditionContext tree) {
    return dominated(tree.conjunction().stream().map(this::visit).toList(), true);
  }

  @Override
  public Condition visitConjunction(ConjunctionContext tree) {
    return dominated(tree.negation().stream().map(this::visit).toList(), false);
  }

  /** OR is dominated by true, AND by false; where nothing dominates, unknown comes next. */
  private static Condition dominated(List<Condition> parts, boolean dominant) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    return input -> {
      Boolean result = !dominant;
      for (Condition part : parts) {
        Boolean value = part.test(input);
        if (value == null) {
          result = null;
        } else if (value == dominant) {
          return dominant;
        }
      }
      return result;
    };
  }

  @Override
  public Condition visitNegation(NegationContext tree) {
    Condition condition = visit(tree.predicate());
    return negated(condition, tree.NOT().size() % 2 == 1);
  }

  private static Condition negated(Condition condition, boolean negate) {
    if (!negate) {
      return condition;
    }
    return input -> {
      Boolean value = condition.test(input);
      return value == null ? null : !value;
    };
  }

  @Override
  public Condition visitCompare(CompareContext tree) {
    Operand left = operands.visit(tree.sum(0));
    Operand right = operands.visit(tree.sum(1));
    return switch (tree.comparison().getStart().getType()) {
      case ServiceBusSqlParser.EQUAL ->
          input -> Values.equal(left.value(input), right.value(input));
      case ServiceBusSqlParser.UNEQUAL ->
          negated(input -> Values.equal(left.value(input), right.value(input)), true);
      case ServiceBusSqlParser.LESS ->
          input -> ordered(left.value(input), right.value(input), -1, -1);
      case ServiceBusSqlParser.LESS_OR_EQUAL ->
          input -> ordered(left.value(input), right.value(input), -1, 0);
      case ServiceBusSqlParser.GREATER ->
          input -> ordered(left.value(input), right.value(input), 1, 1);
      default -> input -> ordered(left.value(input), right.value(input), 1, 0);
    };
  }

  private static @Nullable Boolean ordered(
      @Nullable Object left, @Nullable Object right, int wanted, int alsoWanted) {
    Integer order = Values.compare(left, right);
    if (order == null) {
      return null;
    }
    int sign = Integer.signum(order);
    return sign == wanted || sign == alsoWanted;
  }

  @Override
  public Condition visitIsNull(IsNullContext tree) {
    Operand operand = operands.visit(tree.sum());
    return negated(input -> operand.value(input) == null, tree.NOT() != null);
  }

  @Override
  public Condition visitIn(InContext tree) {
    List<Operand> parts = tree.sum().stream().map(operands::visit).toList();
    Operand wanted = parts.getFirst();
    List<Operand> elements = parts.subList(1, parts.size());
    return negated(input -> in(wanted.value(input), elements, input), tree.NOT() != null);
  }

  private static @Nullable Boolean in(
      @Nullable Object wanted, List<Operand> elements, FilterInput input) {
    if (wanted == null) {
      return null;
    }
    Boolean result = false;
    for (Operand element : elements) {
      Object value = element.value(input);
      Boolean equal = Values.equal(wanted, value);
      if (equal != null && equal) {
        return true;
      }
      if (value == null) {
        result = null;
      }
    }
    return result;
  }

  @Override
  public Condition visitLike(LikeContext tree) {
    Operand text = operands.visit(tree.sum(0));
    Operand pattern = operands.visit(tree.sum(1));
    Operand escape = tree.ESCAPE() == null ? null : operands.visit(tree.sum(2));
    return negated(input -> like(text, pattern, escape, input), tree.NOT() != null);
  }

  private static @Nullable Boolean like(
      Operand text, Operand pattern, @Nullable Operand escape, FilterInput input) {
    Object value = text.value(input);
    Object wanted = pattern.value(input);
    if (value == null || wanted == null) {
      return null;
    }
    Character escapeCharacter = null;
    if (escape != null) {
      Object character = escape.value(input);
      if (character == null || Values.text(character).length() != 1) {
        throw new FilterException("ESCAPE needs a string of one character.");
      }
      escapeCharacter = Values.text(character).charAt(0);
    }
    return LikePattern.matches(Values.text(value), Values.text(wanted), escapeCharacter);
  }

  @Override
  public Condition visitExists(ExistsContext tree) {
    PropertyName property = PropertyName.of(tree.property());
    return property::existsIn;
  }

  @Override
  public Condition visitNested(NestedContext tree) {
    return visit(tree.condition());
  }

  @Override
  public Condition visitTruth(TruthContext tree) {
    Operand operand = operands.visit(tree.sum());
    return input ->
        switch (operand.value(input)) {
          case null -> null;
          case Boolean value -> value;
          case Object other ->
              throw new FilterException(
                  Values.kind(other) + " stands where a condition is needed.");
        };
  }
}
