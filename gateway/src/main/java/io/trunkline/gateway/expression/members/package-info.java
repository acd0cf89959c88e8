/**
 * The .NET types that policy expressions may use, one table per group ({@code
 * reference/api-management.md §2.3}).
 */
package io.trunkline.gateway.expression.members;
