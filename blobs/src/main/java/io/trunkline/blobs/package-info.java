/**
 * Blob storage, as far as an integration platform needs it: containers and block blobs for
 * azure-storage-blob, events for the router, and a place for dead-letters.
 *
 * <p>Content is written to the shard in pieces before the blob itself: a blob appears, or is
 * replaced, in one command, and what an interrupted upload left behind is swept away by a timer.
 */
package io.trunkline.blobs;
