package io.trunkline.broker.state;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.SubQueue;
import org.jspecify.annotations.Nullable;

/**
 * An event in the outbox: messages wait in a queue and nobody listens.
 *
 * @param at milliseconds since the epoch
 */
public record NoListenerEvent(EntityPath queue, long at, @Nullable String traceparent) {
  private static final SubQueue[] SUB_QUEUES = SubQueue.values();

  byte[] encode() {
    BinaryWriter out = new BinaryWriter(128);
    DefinitionFormat.writePath(out, queue);
    return out.octet(queue.subQueue().code()).number(at).optionalText(traceparent).toBytes();
  }

  /** Reads the payload of an outbox entry. */
  public static NoListenerEvent decode(byte[] payload) {
    BinaryReader in = new BinaryReader(payload);
    EntityPath path = DefinitionFormat.readPath(in);
    return new NoListenerEvent(path.with(SUB_QUEUES[in.octet()]), in.number(), in.optionalText());
  }
}
