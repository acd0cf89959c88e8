/**
 * Measures the broker beside other brokers: each in a process of its own with the same heap, the
 * same thin AMQP 1.0 load for all, messages durable before they are accepted.
 */
package io.trunkline.bench.broker;
