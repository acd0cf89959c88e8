package io.trunkline.blobs;

import java.time.Duration;

/**
 * The limits of blob storage.
 *
 * @param maxRequestBytes largest body of Put Blob and Put Block, in bytes
 * @param maxBlocks most blocks of one blob; fewer than Azure's 50,000, because a list of blocks is
 *     one command of the shard
 * @param maxUncommittedBlocks most blocks of one blob that wait for their block list
 * @param pieceBytes content is kept in pieces of this many bytes, below the kernel's command limit
 * @param maxListResults most entries on one page of a list, as in Azure
 * @param uploadLifetime how long pieces and blocks that no blob refers to are kept
 */
public record BlobsConfig(
    int maxRequestBytes,
    int maxBlocks,
    int maxUncommittedBlocks,
    int pieceBytes,
    int maxListResults,
    Duration uploadLifetime) {

  /** The defaults: 64 MiB a request, 10,000 blocks, 1 MiB pieces, lists of 5,000, one day. */
  public static BlobsConfig defaults() {
    return new BlobsConfig(64 << 20, 10_000, 100_000, 1 << 20, 5_000, Duration.ofDays(1));
  }
}
