package io.trunkline.broker.filter;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.RuleAction;
import java.util.List;

/** A compiled action: statements that change the copy of a message. */
public final class MessageAction {
  private final List<ActionStatement> statements;

  private MessageAction(List<ActionStatement> statements) {
    this.statements = statements;
  }

  /**
   * Compiles an action.
   *
   * @throws BrokerException {@code ARGUMENT_ERROR} saying what is wrong where
   */
  public static MessageAction compile(RuleAction action, BrokerLimits limits) {
    ServiceBusSqlParser.ActionContext tree =
        SqlSource.parser(action.expression(), limits.maxSqlLength()).action();
    if (tree.statement().size() > limits.maxActionStatements()) {
      throw new BrokerException(
          BrokerError.ARGUMENT_ERROR,
          "The action has %d statements; the limit is %d."
              .formatted(tree.statement().size(), limits.maxActionStatements()));
    }
    OperandCompiler operands = new OperandCompiler(action.parameters());
    return new MessageAction(
        tree.statement().stream()
            .map(statement -> ActionStatement.compile(statement, operands))
            .toList());
  }

  /**
   * Checks an action that somebody wants to have: as {@link #compile}, and it may set only system
   * properties that there are and that can be set. One that is stored already is taken as it is.
   *
   * @throws BrokerException {@code ARGUMENT_ERROR} saying what is wrong where
   */
  public static void check(RuleAction action, BrokerLimits limits) {
    var unused = compile(action, limits);
    SqlSource.parser(action.expression(), limits.maxSqlLength())
        .action()
        .statement()
        .forEach(ActionStatement::requireWritable);
  }

  /**
   * Returns the message as the statements leave it, each seeing what the ones before did.
   *
   * @throws FilterException when a statement cannot be carried out for this message
   */
  public BrokerMessage apply(FilterInput input) {
    FilterInput current = input;
    for (ActionStatement statement : statements) {
      BrokerMessage changed = statement.apply(current);
      current =
          new FilterInput(changed, input.enqueuedAt(), input.sequenceNumber(), input.newIds());
    }
    return current.message();
  }
}
