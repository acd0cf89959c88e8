/**
 * The rules of subscriptions: SQL and correlation filters with three-valued logic, and SQL actions
 * ({@code reference/service-bus.md §12}). Unknown is {@code null} throughout. Rules are compiled
 * once; evaluation is deterministic.
 */
package io.trunkline.broker.filter;
