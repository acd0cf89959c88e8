/** {@code /health}, {@code /metrics} and {@code /trunkline/traces}. */
package io.trunkline.monitor.wire;
