package io.trunkline.broker.wire.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntityRuntime;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.MessageSource;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.identity.Caller;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;

/**
 * What the HTTP data API has beyond the documented one ({@code docs/service-bus-extensions.md}).
 */
final class DataExtensions {
  private static final int PURGED_AT_ONCE = 4_000;
  private static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  private DataExtensions() {}

  /**
   * Deletes what is there and not locked; scheduled messages where {@code scheduled=true} asks for
   * it. A topic itself holds scheduled messages only.
   */
  static HttpReply purge(
      HttpCall call, MessagingNamespace namespace, Caller caller, EntityPath path) {
    namespace.require(caller, path, AccessRight.MANAGE);
    EntityRuntime runtime = namespace.runtime(path).join();
    long deleted = 0;
    if (!isTopic(namespace, path)) {
      MessageSource source = namespace.source(caller, path);
      deleted += repeat(runtime.total(), () -> source.delete(PURGED_AT_ONCE, EVER, null).join());
    }
    if (path.subQueue() == SubQueue.MAIN
        && call.parameter("scheduled").filter(Boolean::parseBoolean).isPresent()) {
      deleted +=
          repeat(
              runtime.scheduled(),
              () -> namespace.cancelAllScheduled(caller, path, PURGED_AT_ONCE).join());
    }
    return HttpReply.json(200, Json.object().put("deleted", deleted));
  }

  private static boolean isTopic(MessagingNamespace namespace, EntityPath path) {
    return namespace.describe(path).filter(entity -> entity.kind() == EntityKind.TOPIC).isPresent();
  }

  /** Removes in several goes, not more than what was there at first: others may go on sending. */
  private static long repeat(long most, IntSupplier removal) {
    long removed = 0;
    int some = 1;
    while (some > 0 && removed < most) {
      some = removal.getAsInt();
      removed += some;
    }
    return removed;
  }

  /**
   * Returns the counts of an entity's messages. With the tag of known counts in {@code
   * If-None-Match} the reply waits for other ones; 304 where none come in time.
   *
   * @param wait how long to wait at most
   */
  static HttpReply counts(
      HttpCall call, MessagingNamespace namespace, Caller caller, EntityPath path, Duration wait) {
    if (!namespace.allows(caller, path, AccessRight.MANAGE)) {
      namespace.require(caller, path, AccessRight.LISTEN);
    }
    String known = call.header("if-none-match").orElse("");
    EntityRuntime runtime = namespace.runtime(path, now -> !tag(now).equals(known), wait).join();
    String tag = tag(runtime);
    if (tag.equals(known)) {
      return HttpReply.status(304).withHeader("ETag", tag);
    }
    ObjectNode counts =
        Json.object()
            .put("activeMessageCount", runtime.active())
            .put("deadLetterMessageCount", runtime.deadLetter())
            .put("scheduledMessageCount", runtime.scheduled())
            .put("transferMessageCount", runtime.transfer())
            .put("transferDeadLetterMessageCount", runtime.transferDeadLetter())
            .put("sizeInBytes", runtime.sizeInBytes());
    return HttpReply.json(200, counts).withHeader("ETag", tag);
  }

  private static String tag(EntityRuntime runtime) {
    return '"' + runtime.countsTag() + '"';
  }
}
