/** The publishing dialect: HTTP requests become events, failures become Event Grid's errors. */
package io.trunkline.events.wire;
