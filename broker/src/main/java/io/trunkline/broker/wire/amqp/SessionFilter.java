package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.qpid.protonj2.types.DescribedType;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnknownDescribedType;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.jspecify.annotations.Nullable;

/**
 * The session that a receiving link asks for ({@code reference/service-bus.md §4.3}). Clients
 * understand only an answer in the form of their question: text to text, described to described.
 *
 * @param sessionId null for the next available one
 * @param described whether the value stood behind a descriptor
 */
record SessionFilter(@Nullable String sessionId, boolean described) {
  private static final Symbol KEY = Symbol.valueOf("com.microsoft:session-filter");
  private static final Symbol NO_LOCAL = Symbol.valueOf("no-local");
  private static final Symbol SELECTOR = Symbol.valueOf("jms-selector");
  private static final UnsignedLong DESCRIPTOR = UnsignedLong.valueOf(0x137000000CL);

  /**
   * Reads the filters of a source.
   *
   * @return empty where the link asks for no session
   * @throws BrokerException {@code NOT_IMPLEMENTED} for a filter that is not supported
   */
  static Optional<SessionFilter> of(Source source) {
    Map<Symbol, Object> filters = source.getFilter();
    if (filters == null) {
      return Optional.empty();
    }
    for (Symbol name : filters.keySet()) {
      if (!name.equals(KEY) && !name.equals(NO_LOCAL) && !name.equals(SELECTOR)) {
        throw new BrokerException(
            BrokerError.NOT_IMPLEMENTED, "The link filter '" + name + "' is not supported.");
      }
    }
    if (!filters.containsKey(KEY)) {
      return Optional.empty();
    }
    Object value = filters.get(KEY);
    boolean described = value instanceof DescribedType;
    Object id = value instanceof DescribedType type ? type.getDescribed() : value;
    return Optional.of(new SessionFilter(id == null ? null : id.toString(), described));
  }

  /** Returns the JMS selector of a source, or null where it has none. */
  static @Nullable String selector(Source source) {
    Object value = source.getFilter() == null ? null : source.getFilter().get(SELECTOR);
    Object text = value instanceof DescribedType type ? type.getDescribed() : value;
    return text == null ? null : text.toString();
  }

  /** Returns the source of the reply to a link without a session: of its filters the selector. */
  static Source applied(Source asked) {
    Map<Symbol, Object> filters = asked.getFilter();
    Object selector = filters == null ? null : filters.get(SELECTOR);
    return asked.copy().setFilter(selector == null ? null : Map.of(SELECTOR, selector));
  }

  /** Returns the source of the reply, naming the session that was granted. */
  Source granted(Source asked, String sessionId) {
    Map<Symbol, Object> filters = new LinkedHashMap<>();
    filters.put(KEY, described ? new UnknownDescribedType(DESCRIPTOR, sessionId) : sessionId);
    return asked.copy().setFilter(filters);
  }
}
