/**
 * HTTP: planes, calls and replies.
 *
 * <p>Most planes extend {@link io.trunkline.net.http.CallPlane}: one blocking method on a virtual
 * thread, from a whole request to a whole reply, testable without a socket. A plane that streams
 * (the gateway, AMQP over WebSocket) implements {@link io.trunkline.net.http.HttpPlane} itself.
 */
package io.trunkline.net.http;
