package io.trunkline.resources.state;

import io.trunkline.resources.ResourceTree.Change;
import org.jspecify.annotations.Nullable;

/** What the machine tells the leader after a commit. */
public sealed interface Notice {
  /** The tree changed. */
  record Changed(Change change) implements Notice {}

  /** An operation that somebody may wait for has ended. */
  record Ended(String operation, @Nullable Failure failure) implements Notice {}
}
