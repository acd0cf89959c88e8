/**
 * What the broker offers to its wires and to other rooms: {@link
 * io.trunkline.broker.service.Broker} finds a namespace, the namespace checks credentials and hands
 * out a {@link io.trunkline.broker.service.MessageSink} to send to or a {@link
 * io.trunkline.broker.service.MessageSource} to receive from, to callers who may.
 */
package io.trunkline.broker.service;
