package io.trunkline.broker;

/**
 * An entity as it is defined now. Times are milliseconds since the epoch.
 *
 * @param path in the case of its creation
 */
public record EntityDescription(
    EntityPath path, EntityKind kind, EntitySettings settings, long createdAt, long updatedAt) {}
