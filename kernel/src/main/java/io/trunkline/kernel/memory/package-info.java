/**
 * A kernel in memory, for tests of the rooms above: the real shard runtime on a simulated log and a
 * map, with a clock that stands still until the test moves it and faults at the test's command.
 */
package io.trunkline.kernel.memory;
