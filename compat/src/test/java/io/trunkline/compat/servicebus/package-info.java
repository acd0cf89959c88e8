/** The Service Bus clients for Java against a whole node. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.servicebus;
