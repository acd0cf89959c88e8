/**
 * The resource types of {@code Microsoft.ServiceBus} ({@code reference/resource-manager.md §7}):
 * what may be put, its defaults, what a client sees; provisioning hands definitions to the
 * namespace's shard and keys to its service.
 */
package io.trunkline.broker.resource;
