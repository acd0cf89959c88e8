/**
 * The doors that every plane shares: HTTP and AMQP listeners, TLS, limits and tracing.
 *
 * <p>Doors know no plane. A plane says which requests are its own and answers them; {@code server}
 * puts the planes behind the doors.
 */
package io.trunkline.net;
