/** Writes which test shows which function, action and trigger: {@code docs/parity}. */
package io.trunkline.workflows.parity;
