/**
 * One node among others: who leads what, how a node joins and leaves, and what nodes say to each
 * other beside the requests that they relay.
 */
package io.trunkline.server.cluster;
