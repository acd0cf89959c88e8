/** The example {@code order-fulfilment} on a node of its own, through its gateway. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.example;
