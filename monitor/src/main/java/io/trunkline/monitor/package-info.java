/**
 * What a node tells about itself: traces, metrics, health. It watches the other rooms from outside
 * (they hand spans to a sink) and keeps nothing durable.
 */
package io.trunkline.monitor;
