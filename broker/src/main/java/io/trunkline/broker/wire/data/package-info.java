/**
 * The HTTP data API of Service Bus ({@code reference/service-bus.md §14}): sending, receiving and
 * settling single messages for clients that speak nothing but HTTP.
 */
@NullMarked
package io.trunkline.broker.wire.data;

import org.jspecify.annotations.NullMarked;
