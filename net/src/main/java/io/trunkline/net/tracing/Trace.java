package io.trunkline.net.tracing;

/**
 * A running span. Closing it records it; closing twice is the same as once. Safe to hand to another
 * thread.
 */
public interface Trace extends AutoCloseable {
  /** Returns this span's context, to be sent on as the parent of what follows. */
  TraceContext context();

  /** Sets an attribute, for example {@code messaging.destination.name}; never a secret. */
  Trace attribute(String name, String value);

  /** Marks the span as failed. */
  Trace failed(String reason);

  @Override
  void close();
}
