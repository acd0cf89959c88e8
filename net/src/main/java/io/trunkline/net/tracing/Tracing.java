package io.trunkline.net.tracing;

import org.jspecify.annotations.Nullable;

/** Starts spans. One instance per node, handed to every room that does work worth seeing. */
public interface Tracing {
  /**
   * Starts a span.
   *
   * @param room the module that does the work, for example {@code broker}
   * @param name what is done, in few distinct words, for example {@code send} or {@code POST}
   * @param parent what it is done for, or null for a new trace
   */
  Trace start(String room, String name, @Nullable TraceContext parent);
}
