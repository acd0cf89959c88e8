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
    properties.set(RaftConfigKeys.Rpc.TYPE_KEY, PeerRpcType.class.getName());
    durability(properties);
    sizes(properties, config, limits);
    times(properties, config);
    peers(properties);
    // A write goes from the shard's thread straight into the log: these pools, one of each per
    // group, only serve requests that come from a network. They have no threads while idle.
    RaftServerConfigKeys.ThreadPool.setClientSize(properties, 1);
    RaftServerConfigKeys.ThreadPool.setServerSize(properties, 4);
    // Whoever reads is to see what was acknowledged, on whichever replica.
    RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
    RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, true);
    return properties;
  }

  /** Tells Ratis where its logs stand: only once it is built, see {@link RatisKernel}. */
  static void setLogs(RaftProperties properties, File directory) {
    RaftServerConfigKeys.setStorageDir(properties, List.of(directory));
  }

  private static void peers(RaftProperties properties) {
    // A follower that comes back is to be found at once, not at the end of a growing wait.
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, "1ms,10, 100ms,30, 500ms,1000000");
  }

  /**
   * Tells Ratis how long a leader that has lost its majority keeps from standing for election: a
   * moment. The server is built with the longest pause instead, which it takes from the same
   * setting and which is about something else: after a shorter one a leader is still the leader.
   */
  static void afterPausesAre(RaftProperties properties, RatisKernelConfig config) {
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
        properties, time(config.electionTimeout()));
  }

  /** Tells Ratis, which looks at this each time, that a leader may well be elsewhere at start. */
  static void withPeers(RaftProperties properties, RatisKernelConfig config) {
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
        properties, time(config.electionTimeout().dividedBy(2)));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, time(config.electionTimeout()));
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
    // Entries are applied soon after they are written; no follower asks for older ones. What the
    // open file holds stays in memory anyway, and makes collections of young objects long.
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 0);
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
