package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What an expression can see of its run (reference/workflows.md §1.5, §2.9).
 *
 * <p>Every name is matched without regard to case by the implementation (§2.5). An empty answer
 * means "there is no such thing here" and makes the calling function fail with an error that names
 * it; that is the default for everything that only a run has. Values must not be changed by either
 * side after they were handed over.
 *
 * <p>{@link #now}, {@link #guid} and {@link #random} have to be memoised by the implementation
 * where a re-execution must see the same inputs again.
 */
public interface EvaluationContext {
  /** Returns the value of a workflow parameter: {@code parameters('name')}. */
  Optional<JsonNode> parameter(String name);

  /** Returns an application setting: {@code appsetting('name')}. */
  Optional<String> appSetting(String name);

  /**
   * Returns the trigger's record {@code {name,inputs?,outputs,startTime,endTime,status,…}}: {@code
   * trigger()}; empty where no trigger has fired yet.
   */
  default Optional<JsonNode> trigger() {
    return Optional.empty();
  }

  /**
   * Returns the record {@code {name,inputs,outputs,startTime,endTime,status,code,…}} of an action
   * that has run or was skipped, as seen from the current place: {@code actions('name')}.
   */
  default Optional<JsonNode> action(String name) {
    return Optional.empty();
  }

  /** Returns the record of the action itself: {@code action()}. */
  default Optional<JsonNode> currentAction() {
    return Optional.empty();
  }

  /** Returns the records of the first-level actions of a scope (§5.6): {@code result('name')}. */
  default Optional<JsonNode> result(String scope) {
    return Optional.empty();
  }

  /** Returns the value of an initialised variable: {@code variables('name')}. */
  default Optional<JsonNode> variable(String name) {
    return Optional.empty();
  }

  /** Returns the element of the innermost loop or data operation: {@code item()}. */
  default Optional<JsonNode> item() {
    return Optional.empty();
  }

  /** Returns the element of an enclosing Foreach: {@code items('loop')}. */
  default Optional<JsonNode> item(String loop) {
    return Optional.empty();
  }

  /** Returns the pass of an enclosing Until, from 0: {@code iterationIndexes('loop')}. */
  default OptionalInt iterationIndex(String loop) {
    return OptionalInt.empty();
  }

  /** Returns {@code {id,name,type,location,tags,run:{id,name,type}}}: {@code workflow()}. */
  JsonNode workflow();

  /** Returns the callback address of the current webhook trigger or action. */
  default Optional<String> listCallbackUrl() {
    return Optional.empty();
  }

  /** Returns the current time, memoised. */
  Instant now();

  /** Returns a new id, memoised. */
  UUID guid();

  /** Returns a random number in {@code [minimum, maximum)}, memoised. */
  long random(long minimum, long maximum);

  /** Returns this context with {@code item()} answering {@code item}, for data operations. */
  default EvaluationContext withItem(JsonNode item) {
    return new ItemContext(this, item);
  }
}
