/**
 * Service Bus: queues, topics, subscriptions and their messages. This package holds the words that
 * all rooms of the broker share; a message goes {@code wire} (AMQP, HTTP) → {@code service} (who
 * may, which entity) → {@code state} (one deterministic machine per namespace) → {@code effects}
 * (locks, deliveries and notifications of the leader).
 */
package io.trunkline.broker;
