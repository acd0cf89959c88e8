/**
 * What values mean to expressions: their kinds, text, equality and content envelopes
 * (reference/workflows.md §1.6, §1.9, §2.4).
 */
package io.trunkline.workflows.expression.value;
