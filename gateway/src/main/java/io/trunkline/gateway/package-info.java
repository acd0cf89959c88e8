/**
 * API Management: the gateway and the resource types that configure it.
 *
 * <p>A request goes: {@code wire} (the plane takes it off the door) → {@code service} (finds API,
 * operation, product and subscription in the {@code catalog}, then runs the pipeline) → {@code
 * policy} (inbound, backend, outbound, on-error, working on an {@code exchange}) → {@code effects}
 * (calls the backend and streams its response). The catalog is immutable: {@code resource} types
 * replace it whenever the resource tree changes. Nothing of the gateway is durable but that tree;
 * counters of rate limits live in memory, as they do in each unit of the original.
 */
package io.trunkline.gateway;
