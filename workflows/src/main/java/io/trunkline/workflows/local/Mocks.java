package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.effects.StandIns;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What actions answer instead of doing what they do, by action name: one answer, or an array of
 * answers for one call after the other, of which the last repeats.
 *
 * <p>An answer is {@code {statusCode, headers?, body?}}, as over HTTP: 200 where it says nothing,
 * and the retry policy counts; or {@code {status, code?, error?, outputs?}}: how the action ends.
 * Its texts may hold expressions, which see what the action sees.
 */
public final class Mocks implements StandIns {
  private final Map<String, JsonNode> answers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, Integer> turns = new HashMap<>();
  private final Map<String, Integer> calls = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final boolean callsAllowed;

  /**
   * @param answers an object of answers by action name
   * @param callsAllowed whether actions without an answer may call what is outside
   */
  public Mocks(JsonNode answers, boolean callsAllowed) {
    answers.properties().forEach(one -> this.answers.put(one.getKey(), one.getValue()));
    this.callsAllowed = callsAllowed;
  }

  @Override
  public synchronized Optional<JsonNode> of(String action, String repetition, int attempt) {
    JsonNode answer = answers.get(action);
    if (answer == null) {
      return Optional.empty();
    }
    String call = action.toLowerCase(Locale.ROOT) + "/" + repetition + "/" + attempt;
    Integer turn = turns.get(call);
    if (turn == null) {
      turn = calls.merge(action, 1, Integer::sum) - 1;
      turns.put(call, turn);
    }
    if (!answer.isArray()) {
      return Optional.of(answer);
    }
    return answer.isEmpty()
        ? Optional.empty()
        : Optional.of(answer.get(Math.min(turn, answer.size() - 1)));
  }

  @Override
  public boolean callsAllowed() {
    return callsAllowed;
  }

  /** Returns how often a mock was asked; 0 for an action that has none. */
  public synchronized int calls(String action) {
    return calls.getOrDefault(action, 0);
  }

  /** Returns the names of the actions that have an answer. */
  public Iterable<String> actions() {
    return answers.keySet();
  }
}
