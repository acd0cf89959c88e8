/**
 * The shard runtime: everything about a shard that does not depend on which log and which storage
 * engine stand below it.
 *
 * <p>It stands on two ports. A {@linkplain io.trunkline.kernel.runtime.ReplicatedLog log} makes
 * entries durable and calls them back in order; a {@linkplain
 * io.trunkline.kernel.runtime.StateStore store} keeps ordered keys and values and writes what one
 * entry changed in one step, together with the position of that entry. The Raft engine with RocksDB
 * is one pair, a simulated log with a map is the other: there is one path to durability, whatever
 * it stands on.
 *
 * <p>One {@linkplain io.trunkline.kernel.runtime.ShardRuntime runtime} is one thread and one
 * mailbox. Whatever happens to a shard (a command, a committed entry, a change of leadership, a
 * finished delivery, a query) is a message in that mailbox, so nothing here needs a lock.
 */
package io.trunkline.kernel.runtime;
