/**
 * Policy expressions: a subset of C# 7, parsed once when a policy is deployed, checked against the
 * types it may use, and turned into a tree of small nodes that is evaluated for every request
 * ({@code reference/api-management.md §2}).
 *
 * <p>{@link io.trunkline.gateway.expression.TypeCatalog} says which types and members there are;
 * each table in {@code members} declares some of them by their C# signature. {@link
 * io.trunkline.gateway.expression.ExpressionCompiler} refuses everything else by name and place.
 */
package io.trunkline.gateway.expression;
