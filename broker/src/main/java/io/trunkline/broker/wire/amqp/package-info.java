/**
 * Service Bus over AMQP 1.0: turns links, transfers and dispositions into calls of {@link
 * io.trunkline.broker.service} and back ({@code reference/service-bus.md §0 to §10}).
 *
 * <p>{@link io.trunkline.broker.wire.amqp.BrokerAmqp} takes the connections of an {@link
 * io.trunkline.net.amqp.AmqpDoor}. Everything of a connection happens on its event loop; what the
 * broker completes on its shard's thread hops there first.
 */
@NullMarked
package io.trunkline.broker.wire.amqp;

import org.jspecify.annotations.NullMarked;
