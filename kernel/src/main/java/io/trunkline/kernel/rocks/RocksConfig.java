package io.trunkline.kernel.rocks;

/**
 * How a node's RocksDB uses memory and threads.
 *
 * @param blockCacheBytes the cache of blocks read from disk, for all shards; write buffers do not
 *     count against it
 * @param writeBuffersBytes how much changed state of all shards may be in memory before some of it
 *     is written to disk
 * @param writeBufferBytes the same for one shard
 * @param arenaBlockBytes the steps in which a shard's write buffer grows
 * @param filesBeforeMerge how many written buffers of a shard stand side by side before they are
 *     merged with the level below
 * @param baseLevelBytes how large that level becomes; every merge writes all of it anew, so it is
 *     to be small beside the buffers that are merged into it
 * @param backgroundJobs how many threads write and merge files
 * @param maxOpenFiles how many files stay open
 */
public record RocksConfig(
    long blockCacheBytes,
    long writeBuffersBytes,
    long writeBufferBytes,
    long arenaBlockBytes,
    int filesBeforeMerge,
    long baseLevelBytes,
    int backgroundJobs,
    int maxOpenFiles) {

  /**
   * The defaults: 64 MiB cache, 64 MiB changed state, 32 MiB of it for one shard, 8 files before a
   * merge with a level of 64 MiB, 2 threads.
   */
  public static RocksConfig defaults() {
    return new RocksConfig(64L << 20, 64L << 20, 32L << 20, 256L << 10, 8, 64L << 20, 2, 512);
  }
}
