/** Nodes in processes of their own, as users run them, that the tests may kill. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.node;
