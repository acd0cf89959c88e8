/**
 * The administration REST of Service Bus: Atom XML over HTTP, as ServiceBusAdministrationClient
 * speaks it ({@code reference/service-bus.md §13}). Entities are resources: what is put here stands
 * in the resource tree like what a template deploys.
 */
@NullMarked
package io.trunkline.broker.wire.admin;

import org.jspecify.annotations.NullMarked;
