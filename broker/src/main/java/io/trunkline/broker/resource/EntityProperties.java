package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.broker.EntityKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which properties queues, topics and subscriptions have, and which values ({@code
 * reference/service-bus.md §11.1}, {@code §13.8}); forwarding excepted, which depends on other
 * entities.
 */
final class EntityProperties {
  private static final List<String> STATUSES =
      List.of("Active", "Disabled", "SendDisabled", "ReceiveDisabled");
  private static final int MAX_USER_METADATA = 1_024;
  private static final int PARTITIONS = 16;
  private static final List<Long> SIZES = List.of(1_024L, 2_048L, 3_072L, 4_096L, 5_120L);
  private static final List<Long> PREMIUM_SIZES = List.of(10_240L, 20_480L, 40_960L, 81_920L);
  private static final Duration BASIC_TIME_TO_LIVE = Duration.ofDays(14);

  private final EntityKind kind;
  private final String sku;
  private final PropertyReader reader;

  private EntityProperties(EntityKind kind, String sku, PropertyReader reader) {
    this.kind = kind;
    this.sku = sku;
    this.reader = reader;
  }

  /**
   * Reads what was put for an entity.
   *
   * @param sku the tier of its namespace
   * @param before the stored properties of the entity that is replaced, or null
   * @return with what is to be stored
   * @throws io.trunkline.resources.ResourceException 400 naming the property
   */
  static PropertyReader read(
      EntityKind kind, String sku, JsonNode given, @Nullable JsonNode before) {
    PropertyReader reader = new PropertyReader(given, before);
    EntityProperties properties = new EntityProperties(kind, sku, reader);
    properties.readCommon();
    if (kind != EntityKind.SUBSCRIPTION) {
      properties.readSender();
    }
    if (kind == EntityKind.TOPIC) {
      reader.flag("supportOrdering", true);
    } else {
      properties.readReceiver();
    }
    return reader;
  }

  /**
   * Returns how many bytes of messages an entity may hold, of its stored properties. The size of a
   * partitioned one is that of each of its partitions ({@code reference/service-bus.md §11}), or of
   * all of them where it is larger than a partition can be.
   */
  static long quota(JsonNode properties) {
    if (!properties.has("maxSizeInMegabytes")) {
      return Long.MAX_VALUE;
    }
    long megabytes = properties.path("maxSizeInMegabytes").asLong();
    boolean each =
        properties.path("enablePartitioning").asBoolean() && megabytes <= SIZES.getLast();
    return (each ? megabytes * PARTITIONS : megabytes) << 20;
  }

  private boolean basic() {
    return sku.equals("Basic");
  }

  private boolean premium() {
    return sku.equals("Premium");
  }

  private void readCommon() {
    reader.duration(
        "defaultMessageTimeToLive",
        basic() ? BASIC_TIME_TO_LIVE.toString() : PropertyReader.NEVER,
        Duration.ofSeconds(1),
        basic() ? BASIC_TIME_TO_LIVE : null);
    reader.duration("autoDeleteOnIdle", PropertyReader.NEVER, Duration.ofMinutes(5), null);
    reader.flag("enableBatchedOperations", true);
    reader.choice("status", "Active", STATUSES);
    reader.text("userMetadata", MAX_USER_METADATA);
  }

  private void readSender() {
    fixed("requiresDuplicateDetection");
    reader.duration(
        "duplicateDetectionHistoryTimeWindow", "PT10M", Duration.ofSeconds(20), Duration.ofDays(7));
    reader.fixedFlag("enablePartitioning");
    reader.flag("enableExpress", false);
    boolean partitioned = reader.stored().path("enablePartitioning").asBoolean();
    Stream<Long> sizes =
        premium() ? Stream.concat(SIZES.stream(), PREMIUM_SIZES.stream()) : SIZES.stream();
    reader.oneOf(
        "maxSizeInMegabytes",
        SIZES.getFirst(),
        sizes
            .flatMap(size -> partitioned ? Stream.of(size, size * PARTITIONS) : Stream.of(size))
            .distinct()
            .toList());
    reader.integer(
        "maxMessageSizeInKilobytes",
        premium() ? 1_024 : 256,
        premium() ? 1_024 : 256,
        premium() ? 102_400 : 256);
  }

  private void readReceiver() {
    reader.duration("lockDuration", "PT1M", Duration.ofSeconds(5), Duration.ofMinutes(5));
    reader.integer("maxDeliveryCount", 10, 1, Integer.MAX_VALUE);
    fixed("requiresSession");
    reader.flag("deadLetteringOnMessageExpiration", false);
    if (kind == EntityKind.SUBSCRIPTION) {
      reader.flag("deadLetteringOnFilterEvaluationExceptions", true);
      List.of("isClientAffine", "clientAffineProperties", SubscriptionRules.DEFAULT_RULE)
          .forEach(reader::keep);
    }
  }

  /** Reads a flag that stays as it was at creation, and that the Basic tier does not have. */
  private void fixed(String name) {
    reader.fixedFlag(name);
    if (basic() && reader.stored().path(name).asBoolean()) {
      throw notInBasic(name);
    }
  }

  static RuntimeException notInBasic(String name) {
    return PropertyReader.invalid(
        name, "a namespace of the Basic tier does not have it; choose Standard or Premium");
  }
}
