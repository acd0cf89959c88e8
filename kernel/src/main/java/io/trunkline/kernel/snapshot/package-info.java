/**
 * Copies of a shard's state as files with checksums: what a replica sends to another one that is
 * too far behind, and what a backup consists of.
 */
package io.trunkline.kernel.snapshot;
