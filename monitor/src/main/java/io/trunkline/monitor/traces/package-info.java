/** Finished spans, gathered into traces. */
package io.trunkline.monitor.traces;
