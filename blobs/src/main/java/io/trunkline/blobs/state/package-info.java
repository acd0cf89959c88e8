/** Shard {@code blobs}: containers, blobs, uncommitted blocks and the pieces of their content. */
package io.trunkline.blobs.state;
