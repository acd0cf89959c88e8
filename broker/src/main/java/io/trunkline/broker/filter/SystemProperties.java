package io.trunkline.broker.filter;

import io.trunkline.broker.MessageProperties;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sys.} properties ({@code reference/service-bus.md §12.2}). Those that a message only
 * gets in its queue (lock, delivery count) are null when rules look at it.
 */
final class SystemProperties {
  private static final Set<String> WRITABLE =
      Set.of(
          "contenttype",
          "correlationid",
          "label",
          "subject",
          "messageid",
          "partitionkey",
          "replyto",
          "replytosessionid",
          "scheduledenqueuetimeutc",
          "sessionid",
          "to",
          "viapartitionkey");

  private SystemProperties() {}

  /**
   * @throws FilterException when there is no system property of that name
   */
  static @Nullable Object read(String name, FilterInput input) {
    MessageProperties properties = input.message().properties();
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "contenttype" -> properties.contentType();
      case "correlationid" -> properties.correlationId();
      case "enqueuedsequencenumber", "sequencenumber" -> input.sequenceNumber();
      case "enqueuedtimeutc" -> Instant.ofEpochMilli(input.enqueuedAt());
      case "label", "subject" -> properties.subject();
      case "messageid" -> properties.messageId();
      case "partitionkey" -> properties.partitionKey();
      case "replyto" -> properties.replyTo();
      case "replytosessionid" -> properties.replyToSessionId();
      case "scheduledenqueuetimeutc" ->
          properties.scheduledEnqueueTime() == null
              ? null
              : Instant.ofEpochMilli(properties.scheduledEnqueueTime());
      case "sessionid" -> properties.sessionId();
      case "size" -> (long) input.message().size();
      case "timetolive" -> properties.timeToLive();
      case "to" -> properties.to();
      case "viapartitionkey" -> properties.viaPartitionKey();
      case "deadlettersource",
          "deliverycount",
          "expiresatutc",
          "lockeduntilutc",
          "locktoken",
          "state" ->
          null;
      default -> throw unknown(name);
    };
  }

  /**
   * Returns {@code properties} with one of them set.
   *
   * @param value null removes it
   * @throws FilterException when there is no writable system property of that name, or the value
   *     does not fit
   */
  static MessageProperties write(
      String name, MessageProperties properties, @Nullable Object value) {
    MessageProperties.Builder change = properties.change();
    String text = value == null ? null : Values.text(value);
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "contenttype" -> change.contentType(text).build();
      case "correlationid" -> change.correlationId(text).build();
      case "label", "subject" -> change.subject(text).build();
      case "messageid" -> change.messageId(text).build();
      case "partitionkey" -> change.partitionKey(text).build();
      case "replyto" -> change.replyTo(text).build();
      case "replytosessionid" -> change.replyToSessionId(text).build();
      // The copy of a subscription is there already: its time has come.
      case "scheduledenqueuetimeutc" -> properties;
      case "sessionid" -> change.sessionId(text).build();
      case "to" -> change.to(text).build();
      case "viapartitionkey" -> change.viaPartitionKey(text).build();
      default -> throw unknown("writable " + name);
    };
  }

  /** Returns whether {@link #write} knows a property. */
  static boolean isWritable(String name) {
    return WRITABLE.contains(name.toLowerCase(Locale.ROOT));
  }

  private static FilterException unknown(String name) {
    return new FilterException("There is no system property '" + name + "'.");
  }
}
