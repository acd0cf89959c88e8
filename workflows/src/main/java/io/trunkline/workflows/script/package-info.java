/** Code that stands in definitions, run apart from everything (reference/workflows.md §4.10). */
@NullMarked
package io.trunkline.workflows.script;

import org.jspecify.annotations.NullMarked;
