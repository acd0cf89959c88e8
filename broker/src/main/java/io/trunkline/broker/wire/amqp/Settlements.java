package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Settlement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Modified;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Released;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;
import org.jspecify.annotations.Nullable;

/** What the outcomes of a delivery ask for ({@code reference/service-bus.md §7.1}). */
final class Settlements {
  /** Property to set with which a client abandons a message for a number of seconds. */
  private static final String DELAY = "trunkline-delay-seconds";

  /** Property to set, true, with which a client sends a message to the back of its queue. */
  private static final String TO_BACK = "trunkline-to-back";

  private static final long MAX_DELAY_SECONDS = 86_400;
  private static final String REASON = "DeadLetterReason";
  private static final String DESCRIPTION = "DeadLetterErrorDescription";

  private Settlements() {}

  /**
   * Returns the settlement that an outcome means.
   *
   * @param outcome null where the client settled without one
   * @param jms whether the client is the JMS library, to which undeliverable here means a poison
   *     message
   */
  static Settlement of(@Nullable Object outcome, boolean jms) {
    return switch (outcome) {
      case Accepted accepted -> new Settlement.Complete();
      case Released released -> new Settlement.Release();
      case Rejected rejected -> deadLetter(rejected.getError());
      case Modified modified -> {
        Map<String, Object> changes = values(modified.getMessageAnnotations());
        if (!modified.isUndeliverableHere()) {
          yield abandon(changes);
        }
        yield jms && modified.isDeliveryFailed()
            ? new Settlement.DeadLetter("UndeliverableHere", null, changes)
            : new Settlement.Defer(changes);
      }
      case null -> new Settlement.Release();
      default ->
          throw new BrokerException(
              BrokerError.NOT_ALLOWED,
              "'" + outcome.getClass().getSimpleName() + "' is not an outcome.");
    };
  }

  /**
   * Returns what abandoning means: two application properties to set are extensions and not set
   * ({@code docs/service-bus-extensions.md}).
   */
  static Settlement abandon(Map<String, Object> changes) {
    Object delay = changes.remove(DELAY);
    Object toBack = changes.remove(TO_BACK);
    if (delay instanceof Number seconds) {
      if (seconds.longValue() < 0 || seconds.longValue() > MAX_DELAY_SECONDS) {
        throw new BrokerException(
            BrokerError.ARGUMENT_OUT_OF_RANGE,
            "'%s' may be 0 to %d.".formatted(DELAY, MAX_DELAY_SECONDS));
      }
      return new Settlement.AbandonLater(seconds.longValue() * 1_000, changes);
    }
    return Boolean.TRUE.equals(toBack)
        ? new Settlement.SendToBack(changes)
        : new Settlement.Abandon(changes);
  }

  private static Settlement deadLetter(@Nullable ErrorCondition error) {
    if (error == null) {
      return new Settlement.DeadLetter(null, null, Map.of());
    }
    Map<String, Object> info = values(error.getInfo());
    Object reason = info.remove(REASON);
    Object description = info.remove(DESCRIPTION);
    return new Settlement.DeadLetter(
        reason == null ? null : reason.toString(),
        description == null ? error.getDescription() : description.toString(),
        info);
  }

  /** Returns a map with text keys; clients send them as strings or symbols. */
  static Map<String, Object> values(@Nullable Map<?, ?> map) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (map != null) {
      map.forEach((key, value) -> values.put(key.toString(), ApplicationValues.of(value)));
    }
    return values;
  }
}
