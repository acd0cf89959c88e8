/**
 * A deterministic simulation of a cluster, for tests of the kernel and of the rooms above: the real
 * shard runtimes of several nodes, on simulated logs, disks, clocks and a simulated network.
 *
 * <p>All of it runs on one thread and in virtual time. What happens, and when, follows from one
 * seed: messages are lost, delayed, repeated and overtake each other; nodes crash with writes that
 * were never synced, pause and start again; clocks skip and drift; links fail in one direction. A
 * run that fails is run again with its seed and fails in the same way.
 *
 * <p>The {@linkplain io.trunkline.kernel.simulation.RaftReplica log} is a compact Raft of the
 * simulation's own: it stands for the engine of a running node and keeps the contract of {@link
 * io.trunkline.kernel.runtime.ReplicatedLog}, so that what the runtimes make of that contract is
 * put to the test. {@linkplain io.trunkline.kernel.simulation.Sabotage Faults} can be planted in
 * it, to prove that the checks of a simulation find them.
 */
package io.trunkline.kernel.simulation;
