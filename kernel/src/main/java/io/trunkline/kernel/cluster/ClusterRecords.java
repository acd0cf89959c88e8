package io.trunkline.kernel.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.Store;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a cluster's state is written: a key per member, per shard, per node whose disk is full, per
 * node that is about to stop, and per name that is used up.
 */
final class ClusterRecords {
  private static final byte[] MEMBERS = Keys.of("member").bytes();
  private static final byte[] SHARDS = Keys.of("shard").bytes();
  private static final byte[] FULL = Keys.of("full").bytes();
  private static final byte[] STOPPING = Keys.of("stopping").bytes();
  private static final byte[] PRESENT = {};

  private final CborCodec<Member> memberCodec = CborCodec.of(Member.class);
  private final CborCodec<Placement> placementCodec = CborCodec.of(Placement.class);

  NavigableMap<NodeId, Member> members(Store store) {
    NavigableMap<NodeId, Member> members = new TreeMap<>();
    store.scanPrefix(
        MEMBERS,
        (_, value) -> {
          Member member = memberCodec.decode(value);
          members.put(member.id(), member);
          return true;
        });
    return members;
  }

  NavigableMap<ShardId, Placement> shards(Store store) {
    NavigableMap<ShardId, Placement> shards = new TreeMap<>();
    store.scanPrefix(
        SHARDS,
        (key, value) -> {
          String name = new String(key, SHARDS.length, key.length - SHARDS.length - 1, UTF_8);
          shards.put(new ShardId(name), placementCodec.decode(value));
          return true;
        });
    return shards;
  }

  NavigableSet<NodeId> full(Store store) {
    return nodes(FULL, store);
  }

  NavigableSet<NodeId> stopping(Store store) {
    return nodes(STOPPING, store);
  }

  private static NavigableSet<NodeId> nodes(byte[] prefix, Store store) {
    NavigableSet<NodeId> nodes = new TreeSet<>();
    store.scanPrefix(
        prefix,
        (key, _) -> {
          nodes.add(
              new NodeId(new String(key, prefix.length, key.length - prefix.length - 1, UTF_8)));
          return true;
        });
    return nodes;
  }

  void putFull(NodeId node, boolean full, Store store) {
    put(key("full", node), full, store);
  }

  void putStopping(NodeId node, boolean stopping, Store store) {
    put(key("stopping", node), stopping, store);
  }

  private static void put(byte[] key, boolean present, Store store) {
    if (present) {
      store.put(key, PRESENT);
    } else {
      store.delete(key);
    }
  }

  void put(Member member, Store store) {
    store.put(key("member", member.id()), memberCodec.encode(member));
  }

  void put(ShardId shard, Placement placement, Store store) {
    store.put(Keys.of("shard").text(shard.value()).bytes(), placementCodec.encode(placement));
  }

  /** Removes a member for good. */
  void retire(NodeId node, Store store) {
    store.delete(key("member", node));
    store.delete(key("full", node));
    store.delete(key("stopping", node));
    store.put(key("retired", node), PRESENT);
  }

  boolean isRetired(NodeId node, Store store) {
    return store.get(key("retired", node)) != null;
  }

  private static byte[] key(String table, NodeId node) {
    return Keys.of(table).text(node.value()).bytes();
  }
}
