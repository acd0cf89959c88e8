/**
 * What the leader of a namespace does once something is committed: gives messages to receivers,
 * keeps their locks (volatile on purpose: after a failover messages come again), wakes entities
 * whose time has come, and raises events for messages that nobody listens to. Everything here runs
 * on the shard's thread.
 */
package io.trunkline.broker.effects;
