/**
 * How the doors of a node send on what another node has to answer: who leads, and what a relayed
 * request tells beside itself. Between nodes everything is mutual TLS.
 */
@NullMarked
package io.trunkline.net.relay;

import org.jspecify.annotations.NullMarked;
