package io.trunkline.kernel.ratis;

import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * How nodes prove to each other who they are: mutual TLS, with certificates that the cluster's own
 * authority has signed.
 *
 * @param identity this node's certificate and key
 * @param trust accepts the certificates of the cluster's nodes, and no others: whoever holds one
 *     may read and write every shard
 */
public record PeerTls(KeyManager identity, TrustManager trust) {}
