/** Service Bus through the starters of Spring Cloud Azure. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.spring;
