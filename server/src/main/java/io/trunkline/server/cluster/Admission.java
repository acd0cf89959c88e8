package io.trunkline.server.cluster;

import io.trunkline.net.tls.NodeCertificates;

/**
 * What a cluster tells a node that it has admitted.
 *
 * @param node the name that the node has from now on
 * @param authority the certificate authority of the cluster, key and all: a node has to renew its
 *     own certificates, and it gets every other secret of the cluster with the shards anyway
 * @param tenantId GUID of the tenant
 * @param subscriptionId GUID of the subscription
 * @param resourceGroup the resource group that exists from the first start on
 * @param location where it stands
 */
public record Admission(
    String node,
    NodeCertificates.Authority authority,
    String tenantId,
    String subscriptionId,
    String resourceGroup,
    String location) {}
