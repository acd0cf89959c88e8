/**
 * What workflow actions and triggers reach beyond HTTP: Service Bus and Event Grid, as managed API
 * connections and as built-in service providers (reference/workflows.md §6).
 *
 * <p>The interfaces named {@code …Port} are what this room needs from its neighbours; {@code
 * server} wires them.
 */
@NullMarked
package io.trunkline.workflows.connector;

import org.jspecify.annotations.NullMarked;
