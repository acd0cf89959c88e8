/** Composes a node out of the rooms, and gives it a command line. */
package io.trunkline.server;
