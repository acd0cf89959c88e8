/**
 * The shapes of an event: Event Grid schema, CloudEvents 1.0 and custom input, how they are read
 * and how one becomes another ({@code reference/event-grid.md §1.4–§1.6, §3.2}).
 */
package io.trunkline.events.schema;
