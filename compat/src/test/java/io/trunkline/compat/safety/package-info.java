/** What {@code docs/safety.md} promises is linked to tests that exist. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.safety;
