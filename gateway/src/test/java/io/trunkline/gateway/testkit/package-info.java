/** Runs policies without sockets, and the whole gateway with them. */
package io.trunkline.gateway.testkit;
