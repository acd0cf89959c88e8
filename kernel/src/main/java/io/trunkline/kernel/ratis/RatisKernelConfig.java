package io.trunkline.kernel.ratis;

import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.rocks.RocksConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a node keeps its shards.
 *
 * @param dataDirectory where everything durable of the node stands; created where it does not exist
 * @param openTimeout how long a shard may take to come up, its replay included
 * @param firstElectionTimeout how long a shard waits at start for a leader elsewhere before it
 *     stands for election itself; a shard without peers leads after this time
 * @param electionTimeout the same later on, and half as much again at most: a shard with peers has
 *     a new leader within about two of these after its leader has died
 * @param longestPause the longest time that the process may stand still (paused, suspended, short
 *     of memory) and go on as leader afterwards: without peers nobody else can have led meanwhile
 * @param segmentBytes the size at which a shard's log starts a new file
 * @param preallocatedBytes the steps in which a log file grows, so that an fsync seldom has to
 *     write the file's size
 * @param snapshotBytes how many bytes of entries a shard applies before it makes its state durable
 *     and lets the log drop them; bounds both the disk space of the log and the replay after a
 *     crash
 * @param reservedBytes how much of the disk stays free: with less, commands are refused until there
 *     is more
 * @param rocks memory and threads of the state
 * @param peers how the node takes part in a cluster; empty where it accepts no peers
 * @param admittedAs the name under which a cluster has admitted this node ({@link
 *     io.trunkline.kernel.Cluster#admit}): needed where the data directory is new, since otherwise
 *     the node founds a cluster of its own
 */
public record RatisKernelConfig(
    Path dataDirectory,
    Duration openTimeout,
    Duration firstElectionTimeout,
    Duration electionTimeout,
    Duration longestPause,
    long segmentBytes,
    long preallocatedBytes,
    long snapshotBytes,
    long reservedBytes,
    RocksConfig rocks,
    Optional<PeerSettings> peers,
    Optional<NodeId> admittedAs) {

  /**
   * The defaults: 60 s to open, 5 ms and 600 ms election time-outs, 1 day of pause, 8 MiB segments
   * growing by 1 MiB, a snapshot every 64 MiB, 128 MiB of the disk kept free. Ratis keeps the
   * entries of two segments in memory: larger ones cost the collector long pauses under load.
   */
  public static RatisKernelConfig defaults(Path dataDirectory) {
    return new RatisKernelConfig(
        dataDirectory,
        Duration.ofSeconds(60),
        Duration.ofMillis(5),
        Duration.ofMillis(600),
        Duration.ofDays(1),
        8L << 20,
        1L << 20,
        64L << 20,
        128L << 20,
        RocksConfig.defaults(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns the same for a node that may have peers. */
  public RatisKernelConfig withPeers(PeerSettings settings) {
    return with(Optional.of(settings), admittedAs);
  }

  /** Returns the same for a node that a cluster has admitted. */
  public RatisKernelConfig admittedAs(NodeId self) {
    return with(peers, Optional.of(self));
  }

  /** Returns the same with other sizes of the log, in bytes. */
  public RatisKernelConfig withLog(long segment, long preallocated, long snapshot) {
    return new RatisKernelConfig(
        dataDirectory,
        openTimeout,
        firstElectionTimeout,
        electionTimeout,
        longestPause,
        segment,
        preallocated,
        snapshot,
        reservedBytes,
        rocks,
        peers,
        admittedAs);
  }

  /** Returns the same with another share of the disk kept free, in bytes. */
  public RatisKernelConfig withReserve(long bytes) {
    return new RatisKernelConfig(
        dataDirectory,
        openTimeout,
        firstElectionTimeout,
        electionTimeout,
        longestPause,
        segmentBytes,
        preallocatedBytes,
        snapshotBytes,
        bytes,
        rocks,
        peers,
        admittedAs);
  }

  /** Returns the same with other time-outs: a busy machine needs longer ones. */
  public RatisKernelConfig withTimeouts(Duration open, Duration election) {
    return new RatisKernelConfig(
        dataDirectory,
        open,
        firstElectionTimeout,
        election,
        longestPause,
        segmentBytes,
        preallocatedBytes,
        snapshotBytes,
        reservedBytes,
        rocks,
        peers,
        admittedAs);
  }

  private RatisKernelConfig with(Optional<PeerSettings> settings, Optional<NodeId> self) {
    return new RatisKernelConfig(
        dataDirectory,
        openTimeout,
        firstElectionTimeout,
        electionTimeout,
        longestPause,
        segmentBytes,
        preallocatedBytes,
        snapshotBytes,
        reservedBytes,
        rocks,
        settings,
        self);
  }
}
