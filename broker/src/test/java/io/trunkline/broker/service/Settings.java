package io.trunkline.broker.service;

import io.trunkline.broker.EntitySettings;
import io.trunkline.broker.EntityStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Builds the settings of an entity under test from the defaults. */
public final class Settings {
  private static final EntitySettings DEFAULTS = EntitySettings.DEFAULTS;
  private long lockDuration = DEFAULTS.lockDuration();
  private int maxDeliveryCount = DEFAULTS.maxDeliveryCount();
  private long timeToLive = DEFAULTS.timeToLive();
  private boolean deadLetterOnExpiration;
  private boolean deadLetterOnFilterError = true;
  private boolean sessions;
  private long duplicateWindow;
  private long maxSizeBytes = DEFAULTS.maxSizeBytes();
  private long maxMessageBytes = DEFAULTS.maxMessageBytes();
  private long autoDeleteOnIdle = DEFAULTS.autoDeleteOnIdle();
  private @Nullable String forwardTo;
  private @Nullable String forwardDeadLettersTo;
  private EntityStatus status = EntityStatus.ACTIVE;

  public Settings lock(Duration duration) {
    lockDuration = duration.toMillis();
    return this;
  }

  public Settings maxDeliveryCount(int count) {
    maxDeliveryCount = count;
    return this;
  }

  public Settings timeToLive(Duration duration) {
    timeToLive = duration.toMillis();
    return this;
  }

  public Settings deadLetterOnExpiration() {
    deadLetterOnExpiration = true;
    return this;
  }

  public Settings dropOnFilterError() {
    deadLetterOnFilterError = false;
    return this;
  }

  public Settings sessions() {
    sessions = true;
    return this;
  }

  public Settings duplicates(Duration window) {
    duplicateWindow = window.toMillis();
    return this;
  }

  public Settings maxSize(long bytes) {
    maxSizeBytes = bytes;
    return this;
  }

  public Settings maxMessage(long bytes) {
    maxMessageBytes = bytes;
    return this;
  }

  public Settings deleteOnIdle(Duration duration) {
    autoDeleteOnIdle = duration.toMillis();
    return this;
  }

  public Settings forwardTo(String target) {
    forwardTo = target;
    return this;
  }

  public Settings forwardDeadLettersTo(String target) {
    forwardDeadLettersTo = target;
    return this;
  }

  public Settings status(EntityStatus value) {
    status = value;
    return this;
  }

  EntitySettings build() {
    return new EntitySettings(
        lockDuration,
        maxDeliveryCount,
        timeToLive,
        deadLetterOnExpiration,
        deadLetterOnFilterError,
        sessions,
        duplicateWindow,
        maxSizeBytes,
        maxMessageBytes,
        autoDeleteOnIdle,
        forwardTo,
        forwardDeadLettersTo,
        status);
  }
}
