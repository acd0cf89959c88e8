/**
 * A node: its configuration, its files, and the order in which the rooms are put together, started
 * and stopped.
 */
package io.trunkline.server.node;
