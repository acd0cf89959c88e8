package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.protonj2.engine.Session;
import org.apache.qpid.protonj2.types.Binary;
import org.apache.qpid.protonj2.types.transactions.TransactionalState;
import org.jspecify.annotations.Nullable;

/**
 * A request to a token or management node ({@code reference/service-bus.md §8.1}).
 *
 * @param messageId still encoded: the reply repeats it with its type, whatever that is; or null
 * @param replyTo a target address or link name, or null
 * @param properties application properties, decoded
 * @param body the value of the body, or null
 * @param session the session it came on
 * @param transaction the id of the transaction it belongs to, or null
 */
record Request(
    @Nullable RawValue messageId,
    @Nullable String replyTo,
    Map<String, Object> properties,
    @Nullable Object body,
    Session session,
    @Nullable Binary transaction) {
  private static final int REPLY_TO = PropertyField.REPLY_TO;

  /**
   * Reads a request.
   *
   * @param transactional the transaction that it came with, or null
   */
  static Request of(byte[] bytes, Session session, @Nullable TransactionalState transactional) {
    Sections sections = Sections.of(bytes, 0, bytes.length);
    Map<String, Object> properties = new LinkedHashMap<>();
    Sections.entries(sections.applicationProperties())
        .forEach((name, value) -> properties.put(name, value.value()));
    Object body = null;
    if (!sections.body().isEmpty()) {
      RawValue section = sections.body().getFirst();
      if (section.descriptor() != SectionKind.VALUE) {
        throw new BrokerException(
            BrokerError.ARGUMENT_ERROR, "The body of a request must be an amqp-value.");
      }
      RawValue value = section.described();
      body = value.isNull() ? null : value.value();
    }
    RawValue replyTo = Sections.field(sections.properties(), REPLY_TO);
    return new Request(
        Sections.field(sections.properties(), PropertyField.MESSAGE_ID),
        replyTo == null ? null : replyTo.text(),
        properties,
        body,
        session,
        transactional == null ? null : transactional.getTxnId());
  }

  /** Returns a text property, or null. */
  @Nullable String text(String name) {
    Object value = properties.get(name);
    return value == null ? null : value.toString();
  }
}
