/**
 * One trace for every order: W3C trace context in HTTP headers ({@code traceparent}), in AMQP
 * application properties ({@code traceparent}, {@code Diagnostic-Id}) and in the CloudEvents
 * extension of the same name.
 */
package io.trunkline.net.tracing;
