/**
 * The expression language of workflow definitions: {@code @} expressions and {@code @{…}}
 * interpolations in JSON values (reference/workflows.md §1.5–§1.9, §2).
 *
 * <pre>
 *   JSON value ──Expressions.template──▶ Template ──evaluate(EvaluationContext)──▶ JSON value
 * </pre>
 *
 * <p>The grammar is {@code WorkflowExpression.g4}; the functions stand in {@link
 * io.trunkline.workflows.expression.function.FunctionTable}. Nothing here uses a clock, randomness
 * or I/O: what changes from run to run comes from the context.
 */
package io.trunkline.workflows.expression;
