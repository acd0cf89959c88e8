package io.trunkline.broker;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a queue, topic, subscription or sub-queue ({@code reference/service-bus.md §5}).
 * Paths compare without case and keep the case they were written in.
 *
 * @param entity name of the queue or topic; may contain {@code /}
 * @param subscription name of the subscription, or null
 * @param subQueue which of the entity's queues
 */
public record EntityPath(String entity, @Nullable String subscription, SubQueue subQueue) {
  private static final String SUBSCRIPTIONS = "/subscriptions/";

  /** Returns the path of a queue or topic. */
  public static EntityPath of(String entity) {
    return new EntityPath(entity, null, SubQueue.MAIN);
  }

  /** Returns the path of a subscription. */
  public static EntityPath subscription(String topic, String subscription) {
    return new EntityPath(topic, subscription, SubQueue.MAIN);
  }

  /**
   * Reads an address as clients write it: with or without scheme and authority, leading slash and
   * percent-encoding. A trailing {@code /$management} is the caller's to take off before.
   *
   * @throws BrokerException {@link BrokerError#ARGUMENT_ERROR} when it is empty or malformed
   */
  public static EntityPath parse(String address) {
    String path = decoded(withoutAuthority(address));
    SubQueue subQueue = SubQueue.MAIN;
    String folded = path.toLowerCase(Locale.ROOT);
    for (SubQueue candidate :
        new SubQueue[] {SubQueue.TRANSFER_DEAD_LETTER, SubQueue.DEAD_LETTER}) {
      if (folded.endsWith(candidate.suffix().toLowerCase(Locale.ROOT))) {
        subQueue = candidate;
        path = path.substring(0, path.length() - candidate.suffix().length());
        folded = path.toLowerCase(Locale.ROOT);
        break;
      }
    }
    int at = folded.lastIndexOf(SUBSCRIPTIONS);
    String entity = at < 0 ? path : path.substring(0, at);
    String subscription = at < 0 ? null : path.substring(at + SUBSCRIPTIONS.length());
    if (entity.isEmpty() || (subscription != null && subscription.isEmpty())) {
      throw new BrokerException(
          BrokerError.ARGUMENT_ERROR, "'" + address + "' is not the address of an entity.");
    }
    return new EntityPath(entity, subscription, subQueue);
  }

  private static String withoutAuthority(String address) {
    int scheme = address.indexOf("://");
    String path = address;
    if (scheme > 0) {
      int slash = address.indexOf('/', scheme + 3);
      path = slash < 0 ? "" : address.substring(slash);
    }
    int start = path.startsWith("/") ? 1 : 0;
    int end = path.endsWith("/") && path.length() > start ? path.length() - 1 : path.length();
    return path.substring(start, end);
  }

  private static String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BrokerException(
          BrokerError.ARGUMENT_ERROR, "'" + path + "' has a broken percent-encoding.");
    }
  }

  /** Returns the path of the entity itself. */
  public EntityPath main() {
    return with(SubQueue.MAIN);
  }

  /** Returns the path of one of the entity's queues. */
  public EntityPath with(SubQueue other) {
    return subQueue == other ? this : new EntityPath(entity, subscription, other);
  }

  /** Returns the topic of a subscription; empty otherwise. */
  public Optional<EntityPath> topic() {
    return subscription == null ? Optional.empty() : Optional.of(of(entity));
  }

  /** Returns the path in lower case: equal paths have equal folded forms. */
  public String folded() {
    return toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EntityPath that
        && subQueue == that.subQueue
        && entity.equalsIgnoreCase(that.entity)
        && (subscription == null
            ? that.subscription == null
            : subscription.equalsIgnoreCase(that.subscription));
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(folded());
  }

  /** Returns the canonical address, for example {@code t/Subscriptions/s/$DeadLetterQueue}. */
  @Override
  public String toString() {
    return entity
        + (subscription == null ? "" : "/Subscriptions/" + subscription)
        + subQueue.suffix();
  }
}
