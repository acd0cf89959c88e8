package io.trunkline.workflows.connector;

import io.trunkline.identity.Caller;

/**
 * A namespace and who calls it.
 *
 * @param namespace fully qualified name
 */
public record ServiceBusConnection(String namespace, Caller caller) {}
