/** Events, published by the Event Grid client or raised by a service, to their destinations. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.eventgrid;
