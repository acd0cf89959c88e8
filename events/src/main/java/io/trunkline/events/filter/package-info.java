/** Which events a subscription wants ({@code reference/event-grid.md §3.3, §3.4}). */
package io.trunkline.events.filter;
