/**
 * Which nodes keep which shards.
 *
 * <p>The truth stands in a shard of its own, {@code cluster}, of which every node has a replica:
 * the {@linkplain io.trunkline.kernel.cluster.ClusterMachine machine} knows the members and decides
 * for every shard {@linkplain io.trunkline.kernel.cluster.Placement who is to keep it}. Each node's
 * {@linkplain io.trunkline.kernel.cluster.ReplicaKeeper keeper} brings the groups that this node
 * leads to what is decided there, one step at a time, and reports back.
 *
 * <pre>
 *   admit, leave, open ──▶ cluster shard: what is to be ──▶ keeper of each shard's leader
 *                               ▲                               │ adds, removes, hands over
 *                               └───────── what is ─────────────┘
 * </pre>
 *
 * <p>The package knows no engine: {@link io.trunkline.kernel.cluster.ReplicaGroups} is its port.
 */
package io.trunkline.kernel.cluster;
