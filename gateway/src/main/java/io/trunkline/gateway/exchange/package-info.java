/**
 * One request on its way through the gateway: what policies read and change, and what expressions
 * see as {@code context} ({@code reference/api-management.md §2.2}).
 */
package io.trunkline.gateway.exchange;
