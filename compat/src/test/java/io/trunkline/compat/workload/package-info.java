/**
 * Unmodified clients that go on whatever happens, each on one node at a time and on the next one
 * when that does not answer, and write down what they see.
 */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.workload;
