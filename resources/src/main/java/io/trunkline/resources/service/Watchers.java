package io.trunkline.resources.service;

import io.trunkline.kernel.Shard;
import io.trunkline.resources.ResourceTree.Change;
import io.trunkline.resources.state.ControlCommand;
import io.trunkline.resources.state.ControlIndex;
import io.trunkline.resources.state.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who are told about every change of the tree, first about all that exists. */
public final class Watchers {
  private final ControlIndex index;
  private final List<Consumer<Change>> listeners = new ArrayList<>();
  private @Nullable Shard<ControlCommand<?>> shard;

  public Watchers(ControlIndex index) {
    this.index = index;
  }

  /** Adds a listener; before the shard is open it waits for that. */
  public synchronized void add(Consumer<Change> listener) {
    if (shard == null) {
      listeners.add(listener);
      return;
    }
    var unused =
        shard.query(
            () -> {
              replay(listener);
              synchronized (this) {
                listeners.add(listener);
              }
              return listener;
            });
  }

  /** Hands over the control shard once it is open; tells those who came before of what exists. */
  public synchronized void attach(Shard<ControlCommand<?>> control) {
    shard = control;
    var unused =
        control.query(
            () -> {
              synchronized (this) {
                List.copyOf(listeners).forEach(this::replay);
              }
              return control;
            });
  }

  /** Tells everyone about a change; on the shard thread. */
  public synchronized void tell(Change change) {
    listeners.forEach(listener -> listener.accept(change));
  }

  private void replay(Consumer<Change> listener) {
    for (Entry entry : index.resources()) {
      listener.accept(new Change.Put(entry.resource()));
    }
  }
}
