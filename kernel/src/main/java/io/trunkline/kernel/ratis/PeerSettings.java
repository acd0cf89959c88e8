package io.trunkline.kernel.ratis;

/**
 * How a node takes part in a cluster.
 *
 * @param zone what fails together with this node (a rack, a building)
 * @param host where the other nodes reach this one: a name or an address that its certificate holds
 * @param bindAddress the local address on which it accepts its peers; a port is opened only once
 *     there are peers
 * @param raftPort the port of its replicas
 * @param relayPort the port to which other nodes forward requests: not the kernel's, it only tells
 *     the others
 * @param tls how nodes prove to each other who they are
 */
public record PeerSettings(
    String zone, String host, String bindAddress, int raftPort, int relayPort, PeerTls tls) {}
