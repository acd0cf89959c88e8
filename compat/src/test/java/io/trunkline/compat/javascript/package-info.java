/** Runs the tests in {@code compat/javascript} with Node.js. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.javascript;
