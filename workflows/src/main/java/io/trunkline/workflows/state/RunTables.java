package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads runs from a store. Only on the shard's thread. */
public final class RunTables {
  static final JsonCodec<RunRecord> RUNS = JsonCodec.of(RunRecord.class);
  static final JsonCodec<ActionRecord> ACTIONS = JsonCodec.of(ActionRecord.class);
  static final JsonCodec<LoopRecord> LOOPS = JsonCodec.of(LoopRecord.class);
  static final JsonCodec<IterationRecord> ITERATIONS = JsonCodec.of(IterationRecord.class);
  static final JsonCodec<VariableRecord> VARIABLES = JsonCodec.of(VariableRecord.class);
  static final JsonCodec<ResponseRecord> RESPONSES = JsonCodec.of(ResponseRecord.class);
  static final JsonCodec<TriggerValues> TRIGGER_VALUES = JsonCodec.of(TriggerValues.class);
  static final JsonCodec<RunRef> REFS = JsonCodec.of(RunRef.class);
  static final JsonCodec<Items> ITEMS = JsonCodec.of(Items.class);

  /** The array that a Foreach goes through. */
  record Items(ActionKey loop, JsonNode items) {}

  /** Returns the head of a run. */
  public Optional<RunRecord> run(Store store, RunRef ref) {
    return Optional.ofNullable(store.get(StoreKeys.run(ref))).map(RUNS::decode);
  }

  /** Returns runs of a workflow, the newest first. */
  public List<RunRecord> runs(Store store, String workflow, Predicate<RunRecord> wanted, int most) {
    List<RunRecord> found = new ArrayList<>();
    store.scanPrefix(
        StoreKeys.runs(workflow),
        (key, value) -> {
          RunRecord run = RUNS.decode(value);
          if (wanted.test(run)) {
            found.add(run);
          }
          return found.size() < most;
        });
    return found;
  }

  /** Returns everything about a run that has not ended (or, for reading, that has). */
  public Optional<RunView> view(Store store, RunRef ref) {
    Optional<RunRecord> head = run(store, ref);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    RunView view = new RunView(head.get(), triggerValues(store, ref));
    actions(store, ref).forEach(view::put);
    scan(store, StoreKeys.loops(ref), LOOPS, view::put);
    scan(store, StoreKeys.iterations(ref), ITERATIONS, view::put);
    scan(store, StoreKeys.variables(ref), VARIABLES, view::put);
    putItems(store, view, view.running());
    response(store, ref).ifPresent(view::put);
    return Optional.of(view);
  }

  /** Returns everything about a run, with what its ended loops went through. */
  public Optional<RunView> wholeView(Store store, RunRef ref) {
    Optional<RunView> view = view(store, ref);
    view.ifPresent(found -> putItems(store, found, actions(store, ref)));
    return view;
  }

  private static void putItems(Store store, RunView view, List<ActionRecord> actions) {
    for (ActionRecord action : actions) {
      byte[] items = store.get(StoreKeys.items(view.run().ref(), action.key()));
      if (items != null) {
        view.putItems(action.key(), ITEMS.decode(items).items());
      }
    }
  }

  /** Everything that a run has done. */
  record Everything(
      List<ActionRecord> actions,
      List<LoopRecord> loops,
      List<IterationRecord> iterations,
      List<VariableRecord> variables) {}

  Everything everything(Store store, RunRef ref) {
    Everything all =
        new Everything(
            actions(store, ref), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    scan(store, StoreKeys.loops(ref), LOOPS, all.loops()::add);
    scan(store, StoreKeys.iterations(ref), ITERATIONS, all.iterations()::add);
    scan(store, StoreKeys.variables(ref), VARIABLES, all.variables()::add);
    return all;
  }

  /** Copies the stored values of a run to another. */
  void copyPieces(Store store, RunRef from, RunRef to) {
    byte[] source = StoreKeys.pieces(from);
    byte[] target = StoreKeys.pieces(to);
    List<Map.Entry<byte[], byte[]>> copies = new ArrayList<>();
    store.scanPrefix(
        source,
        (key, value) -> {
          byte[] copy = Arrays.copyOf(target, target.length + key.length - source.length);
          System.arraycopy(key, source.length, copy, target.length, key.length - source.length);
          return copies.add(Map.entry(copy, value));
        });
    copies.forEach(copy -> store.put(copy.getKey(), copy.getValue()));
  }

  public TriggerValues triggerValues(Store store, RunRef ref) {
    byte[] bytes = store.get(StoreKeys.triggerValues(ref));
    return bytes == null ? new TriggerValues(null, null) : TRIGGER_VALUES.decode(bytes);
  }

  public Optional<ResponseRecord> response(Store store, RunRef ref) {
    return Optional.ofNullable(store.get(StoreKeys.response(ref))).map(RESPONSES::decode);
  }

  /** Returns every execution of every action of a run. */
  public List<ActionRecord> actions(Store store, RunRef ref) {
    List<ActionRecord> actions = new ArrayList<>();
    scan(store, StoreKeys.actions(ref), ACTIONS, actions::add);
    return actions;
  }

  /** Returns every execution of one action. */
  public List<ActionRecord> actions(Store store, RunRef ref, String name) {
    List<ActionRecord> actions = new ArrayList<>();
    scan(store, StoreKeys.actions(ref, name), ACTIONS, actions::add);
    return actions;
  }

  /** Returns a piece of a stored value, or null where it is gone. */
  public byte @Nullable [] piece(Store store, RunRef ref, String value, int index) {
    return store.get(StoreKeys.piece(ref, value, index));
  }

  public @Nullable ActionRecord action(Store store, RunRef ref, ActionKey key) {
    byte[] bytes = store.get(StoreKeys.action(ref, key));
    return bytes == null ? null : ACTIONS.decode(bytes);
  }

  /** Returns the passes of a loop, over all its executions, in order. */
  public List<IterationRecord> iterations(Store store, RunRef ref, String loop) {
    List<IterationRecord> iterations = new ArrayList<>();
    scan(store, StoreKeys.iterations(ref, loop), ITERATIONS, iterations::add);
    return iterations;
  }

  void put(Store store, RunRecord run) {
    store.put(StoreKeys.run(run.ref()), RUNS.encode(run));
  }

  private static <T> void scan(Store store, byte[] prefix, JsonCodec<T> codec, Consumer<T> each) {
    store.scanPrefix(
        prefix,
        (key, value) -> {
          each.accept(codec.decode(value));
          return true;
        });
  }
}
