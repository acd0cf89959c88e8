package io.trunkline.broker.wire.amqp;

import java.util.List;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.jspecify.annotations.Nullable;

/** What the sources and targets of links say about the kind of node they mean. */
final class Terminuses {
  static final Symbol QUEUE = Symbol.valueOf("queue");
  static final Symbol TOPIC = Symbol.valueOf("topic");
  static final Symbol TEMPORARY_TOPIC = Symbol.valueOf("temporary-topic");

  private Terminuses() {}

  static boolean has(@Nullable Source source, Symbol capability) {
    return source != null && has(source.getCapabilities(), capability);
  }

  static boolean has(@Nullable Target target, Symbol capability) {
    return target != null && has(target.getCapabilities(), capability);
  }

  static boolean has(Symbol @Nullable [] capabilities, Symbol capability) {
    return capabilities != null && List.of(capabilities).contains(capability);
  }
}
