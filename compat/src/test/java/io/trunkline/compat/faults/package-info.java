/**
 * Nodes as real processes, with networks and disks of their own, and what is done to them while
 * clients work.
 */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.faults;
