package io.trunkline.blobs.state;

/**
 * A change that the event router is to hear of.
 *
 * @param type for example {@code Microsoft.Storage.BlobCreated}
 * @param container resource id of its container, in the case it was written in
 * @param blob the blob after the change, or before its removal; a summary
 * @param at milliseconds since the epoch
 * @param sequence grows with every change: the event's sequencer
 */
public record BlobEvent(
    String type, String container, Blob blob, BlobsCommand.Cause cause, long at, long sequence) {}
