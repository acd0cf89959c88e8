/**
 * Event Grid's resource types: custom topics, system topics and event subscriptions ({@code
 * reference/event-grid.md §2, §3}).
 */
package io.trunkline.events.resource;
