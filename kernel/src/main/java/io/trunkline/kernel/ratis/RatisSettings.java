package io.trunkline.kernel.ratis;

import io.trunkline.kernel.KernelLimits;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** What Ratis is told, and why. */
final class RatisSettings {
  /** Room in an entry beside the commands: the entry's own header and Ratis's. */
  private static final long ENTRY_OVERHEAD_BYTES = 256 << 10;

  private RatisSettings() {}

  static RaftProperties of(RatisKernelConfig config, KernelLimits limits) {
    RaftProperties properties = new RaftProperties();
    properties.set(RaftConfigKeys.Rpc.TYPE_KEY, NoPeersRpc.class.getName());
    durability(properties);
    sizes(properties, config, limits);
    times(properties, config);
    // A write goes from the shard's thread straight into the log: these pools only serve requests
    // that come from a network.
    RaftServerConfigKeys.ThreadPool.setClientSize(properties, 1);
    RaftServerConfigKeys.ThreadPool.setServerSize(properties, 1);
    return properties;
  }

  /** Tells Ratis where its logs stand: only once it is built, see {@link RatisKernel}. */
  static void setLogs(RaftProperties properties, File directory) {
    RaftServerConfigKeys.setStorageDir(properties, List.of(directory));
  }

  private static void durability(RaftProperties properties) {
    // An entry counts as committed once its file has been forced; each entry asks for that at once.
    RaftServerConfigKeys.Log.setForceSyncNum(properties, 1);
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
    RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
    // A damaged entry in the middle of a log is not to be skipped over silently.
    RaftServerConfigKeys.Log.setCorruptionPolicy(
        properties, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
    // Otherwise every commit is followed by an entry, and an fsync, that says only that.
    RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
    RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
    // When to take a snapshot is the shard's decision, so a request is never too early.
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setCreationGap(properties, 1);
  }

  private static void sizes(
      RaftProperties properties, RatisKernelConfig config, KernelLimits limits) {
    long largestEntry =
        Math.max(limits.maxBatchBytes(), limits.maxCommandBytes())
            + (long) Integer.BYTES * limits.maxBatchCommands()
            + ENTRY_OVERHEAD_BYTES;
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, bytes(largestEntry));
    RaftServerConfigKeys.Log.setWriteBufferSize(properties, bytes(largestEntry + 8));
    RaftServerConfigKeys.Log.setSegmentSizeMax(
        properties, bytes(Math.max(config.segmentBytes(), 2 * largestEntry)));
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, bytes(config.preallocatedBytes()));
    // Entries are applied soon after they are written; no follower asks for older ones.
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 1);
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, bytes(config.segmentBytes()));
  }

  private static void times(RaftProperties properties, RatisKernelConfig config) {
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
        properties, time(config.firstElectionTimeout()));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
        properties, time(config.firstElectionTimeout().multipliedBy(2)));
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(config.electionTimeout()));
    RaftServerConfigKeys.Rpc.setTimeoutMax(
        properties, time(config.electionTimeout().multipliedBy(3).dividedBy(2)));
    RaftServerConfigKeys.setCloseThreshold(properties, time(config.longestPause()));
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
        properties, time(config.longestPause()));
    // A shard never repeats an append, so nothing has to be remembered for a repetition.
    RaftServerConfigKeys.RetryCache.setExpiryTime(
        properties, TimeDuration.valueOf(1, TimeUnit.SECONDS));
  }

  private static SizeInBytes bytes(long count) {
    return SizeInBytes.valueOf(count);
  }

  private static TimeDuration time(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
