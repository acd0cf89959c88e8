/**
 * The command line. {@code start} runs a node in this process; every other command talks to a
 * running node over the addresses that any client uses, with the credentials that the node left in
 * its data directory.
 */
package io.trunkline.server.cli;
