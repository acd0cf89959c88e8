/** Measures the workflow engine beside another one, with the same durability, in the same run. */
@NullMarked
package io.trunkline.bench.workflow;

import org.jspecify.annotations.NullMarked;
