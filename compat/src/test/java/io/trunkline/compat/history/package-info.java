/**
 * What clients saw, written down as it happened, and checks that say whether a correct service
 * could have shown it to them.
 */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.history;
