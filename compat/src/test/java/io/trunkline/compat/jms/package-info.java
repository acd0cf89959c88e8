/** Service Bus through the Java Message Service. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.jms;
