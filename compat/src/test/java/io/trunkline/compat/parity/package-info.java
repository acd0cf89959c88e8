/** Which features are proven with which clients, and the tables of it in {@code docs/parity}. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.parity;
