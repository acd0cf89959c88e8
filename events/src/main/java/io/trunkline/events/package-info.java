/**
 * The event router: Event Grid's topics, event subscriptions, filters, webhook handshake, retries
 * and dead-letters ({@code reference/event-grid.md}).
 *
 * <p>An event's way: {@code wire} takes a publish request → {@code service} checks who publishes
 * and reads the events → {@code state} (shard {@code events}) commits them, matches the filters and
 * writes one delivery for each matching subscription → {@code effects} calls the destination and
 * commits the outcome: delivered, to be repeated, or dead-lettered.
 */
package io.trunkline.events;
