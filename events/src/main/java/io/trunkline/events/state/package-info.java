/**
 * Shard {@code events}: subscriptions, and one {@link io.trunkline.events.state.Delivery} for every
 * event that a subscription wants, from its publication until it is delivered, dead-lettered or
 * dropped.
 *
 * <pre>
 *   publish ─▶ PENDING ──delivered──▶ gone
 *                │  ▲
 *         failed │  │ retry timer
 *                ▼  │
 *             WAITING ──attempts, lifetime or hope used up──▶ DEAD_LETTER ──written──▶ gone
 * </pre>
 */
package io.trunkline.events.state;
