/**
 * TLS by default: a development certificate authority and a server certificate of the node's own,
 * made at first start, in files that clients in any language can be told to trust.
 */
package io.trunkline.net.tls;
