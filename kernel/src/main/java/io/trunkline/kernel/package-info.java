/**
 * One way to be durable: shards.
 *
 * <p>A {@linkplain io.trunkline.kernel.Shard shard} is the unit of order, durability and failover:
 * one single-threaded {@linkplain io.trunkline.kernel.StateMachine state machine} on one replicated
 * log. Data goes one way through it:
 *
 * <pre>
 *   submit(command) ──▶ log (one append, one fsync for many commands) ──committed──▶ apply(command)
 *        ▲                                                                     │         │
 *        └──────── reply: parked until here ◀──────────────────────────────────┘         ▼
 *                                                                    effects, outbox, timers (leader)
 * </pre>
 *
 * <p>Nothing leaves a node because of state that is not committed.
 */
package io.trunkline.kernel;
