/** Backups of a running node, asked for over HTTP. */
package io.trunkline.monitor.backup;
