/** The function library, one class per family (reference/workflows.md §2). */
package io.trunkline.workflows.expression.function;
