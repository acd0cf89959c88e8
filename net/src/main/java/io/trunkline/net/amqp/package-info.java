/**
 * The AMQP 1.0 doors: sockets, TLS and WebSockets on one side, a protonj2 engine for each
 * connection on the other. A {@link io.trunkline.net.amqp.AmqpHandler} gives the connections their
 * meaning; nothing here knows of queues.
 */
@NullMarked
package io.trunkline.net.amqp;

import org.jspecify.annotations.NullMarked;
