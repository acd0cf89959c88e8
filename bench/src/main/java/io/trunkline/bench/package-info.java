/** Measures the kernel: see the module's README. */
package io.trunkline.bench;
