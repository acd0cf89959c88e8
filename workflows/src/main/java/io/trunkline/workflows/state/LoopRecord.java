package io.trunkline.workflows.state;

import io.trunkline.workflows.definition.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a Foreach or Until has come.
 *
 * @param total number of items, or -1 for an Until
 * @param next index of the pass to start next; as many have been started
 * @param open indexes of the passes under way
 * @param outcome state merged from the passes that ended (of an Until: the state of the last)
 */
public record LoopRecord(ActionKey key, int total, int next, List<Integer> open, Status outcome) {
  public LoopRecord {
    open = List.copyOf(open);
  }

  LoopRecord started(int index) {
    List<Integer> more = new ArrayList<>(open);
    more.add(index);
    return new LoopRecord(key, total, Math.max(next, index + 1), more, outcome);
  }

  LoopRecord ended(int index, Status status) {
    List<Integer> fewer = new ArrayList<>(open);
    fewer.remove(Integer.valueOf(index));
    Status merged = total < 0 ? status : outcome.merge(status);
    return new LoopRecord(key, total, next, fewer, merged);
  }
}
