package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.wire.WireError;
import java.time.Duration;
import java.util.List;

/**
 * Ends what nobody uses ({@code reference/service-bus.md §2.3}): connections without links, and
 * links on which nothing has happened for long. A receiving link that waits with credit is in use.
 */
final class IdleWatch {
  private static final Duration FIRST = Duration.ofSeconds(60);

  private final BrokerConnection connection;
  private final long period;
  private long emptySince;
  private boolean hadLinks;

  IdleWatch(BrokerConnection connection) {
    this.connection = connection;
    this.period =
        Math.max(
            1, Math.min(FIRST.toMillis(), connection.settings().idleLinkTimeout().toMillis() / 10));
  }

  void start() {
    emptySince = connection.now();
    next();
  }

  private void next() {
    var unused = connection.connection().runAfter(period, this::check);
  }

  private void check() {
    long now = connection.now();
    if (connection.hasLinks()) {
      hadLinks = true;
      emptySince = now;
      endIdleLinks(now);
    } else {
      long allowed =
          hadLinks
              ? connection.settings().idleConnectionTimeout().toMillis()
              : Math.min(
                  FIRST.toMillis(), connection.settings().idleConnectionTimeout().toMillis());
      if (now - emptySince >= allowed) {
        connection
            .connection()
            .close(
                "amqp:connection:forced",
                "The connection was inactive for more than the allowed %d milliseconds and is closed by container 'LinkTracker'."
                    .formatted(allowed));
        return;
      }
    }
    next();
  }

  private void endIdleLinks(long now) {
    Duration timeout = connection.settings().idleLinkTimeout();
    for (EntityLink link : List.copyOf(connection.links())) {
      if (now - link.usedAt() >= timeout.toMillis()) {
        link.end(
            new WireError(
                "amqp:link:detach-forced",
                503,
                "The link '%s' is force detached. Details: IdleTimerExpired: Idle timeout: %s."
                    .formatted(link.name(), text(timeout))));
      }
    }
  }

  private static String text(Duration timeout) {
    return "%02d:%02d:%02d"
        .formatted(timeout.toHours(), timeout.toMinutesPart(), timeout.toSecondsPart());
  }
}
