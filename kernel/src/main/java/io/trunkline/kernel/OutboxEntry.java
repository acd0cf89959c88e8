package io.trunkline.kernel;

/**
 * Work that must survive a crash until it is done.
 *
 * @param id unique within the shard; the idempotency key of the work; at most 1,024 bytes of UTF-8
 * @param kind what sort of work it is, for the room's {@link ShardEffects#deliver} to switch on
 * @param payload what the work needs; not copied, so never to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that pass through; entries are compared by id
public record OutboxEntry(String id, String kind, byte[] payload) {}
