/**
 * What workflow actions and triggers reach beyond HTTP, as managed API connections and as built-in
 * service providers (reference/workflows.md §6).
 *
 * <p>Everything is a {@link io.trunkline.workflows.connector.Connector}. An action or a poll is an
 * {@link io.trunkline.workflows.connector.Operation} with evaluated inputs; {@link
 * io.trunkline.workflows.connector.Connections} finds the {@link
 * io.trunkline.workflows.connector.Connection} it names, {@link
 * io.trunkline.workflows.connector.Connectors} who serves it. Service Bus lives here; others come
 * from a {@link io.trunkline.workflows.connector.ConnectorFactory} on the class path. {@code
 * docs/connectors.md} says how to write one.
 *
 * <p>The interfaces named {@code …Port} are what this room needs from its neighbours; {@code
 * server} wires them.
 */
@NullMarked
package io.trunkline.workflows.connector;

import org.jspecify.annotations.NullMarked;
