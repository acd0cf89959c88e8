package io.trunkline.server.node;

import io.trunkline.broker.BrokerLimits;
import io.trunkline.net.Endpoints;
import io.trunkline.net.amqp.AmqpLimits;
import io.trunkline.server.cluster.Admission;
import io.trunkline.server.cluster.Ports;
import io.trunkline.workflows.effects.WorkflowLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about a node.
 *
 * @param dataDirectory where everything durable stands
 * @param bindAddress address that the listeners are bound to
 * @param publicHost host name in every address that the node hands out
 * @param ports the doors for clients
 * @param portOffset moves every port
 * @param dev whether the emulator's well-known key is accepted and processes on this machine get
 *     tokens of managed identities from the metadata address
 * @param tenantId GUID of the tenant
 * @param subscriptionId GUID of the subscription
 * @param resourceGroup the resource group that exists from the first start on
 * @param location where that group, and what names no location, stands
 * @param defaultNamespace messaging namespace that {@code localhost} means, or null for the only
 *     one
 * @param emulatorConfig the Service Bus emulator's {@code Config.json} to take over at start, or
 *     null
 * @param eventRetryWait replaces every wait of event delivery, for development; null for the
 *     documented schedule
 * @param noListenerEventInterval pause between two events for messages that nobody listens to, or
 *     null for the documented one
 * @param workflowLimits limits of the workflow engine
 * @param brokerLimits limits of the messaging namespaces
 * @param amqpLimits limits of the AMQP doors
 * @param asksForCertificates whether the HTTPS door asks clients for a certificate, with which AMQP
 *     over WebSocket then authenticates them; browsers ask their users for it, too
 * @param peering how the node stands among others
 */
public record NodeConfig(
    Path dataDirectory,
    String bindAddress,
    String publicHost,
    DoorPorts ports,
    int portOffset,
    boolean dev,
    String tenantId,
    String subscriptionId,
    String resourceGroup,
    String location,
    @Nullable String defaultNamespace,
    @Nullable Path emulatorConfig,
    @Nullable Duration eventRetryWait,
    @Nullable Duration noListenerEventInterval,
    WorkflowLimits workflowLimits,
    BrokerLimits brokerLimits,
    AmqpLimits amqpLimits,
    boolean asksForCertificates,
    Peering peering) {

  /** Returns the defaults: loopback only, the default ports, keys really checked. */
  public static NodeConfig defaults(Path dataDirectory) {
    return new NodeConfig(
        dataDirectory,
        "127.0.0.1",
        "localhost",
        DoorPorts.defaults(),
        0,
        false,
        "11111111-1111-1111-1111-111111111111",
        "22222222-2222-2222-2222-222222222222",
        "trunkline",
        "local",
        null,
        null,
        null,
        null,
        WorkflowLimits.defaults(),
        BrokerLimits.defaults(),
        AmqpLimits.defaults(),
        false,
        Peering.NONE);
  }

  /** Returns these settings for one start of the node. */
  public NodeConfig withStart(int offset, boolean development) {
    return new NodeConfig(
        dataDirectory,
        bindAddress,
        publicHost,
        ports,
        offset,
        development,
        tenantId,
        subscriptionId,
        resourceGroup,
        location,
        defaultNamespace,
        emulatorConfig,
        eventRetryWait,
        noListenerEventInterval,
        workflowLimits,
        brokerLimits,
        amqpLimits,
        asksForCertificates,
        peering);
  }

  /** Returns the same with another place among others. */
  public NodeConfig withPeering(Peering other) {
    return new NodeConfig(
        dataDirectory,
        bindAddress,
        publicHost,
        ports,
        portOffset,
        dev,
        tenantId,
        subscriptionId,
        resourceGroup,
        location,
        defaultNamespace,
        emulatorConfig,
        eventRetryWait,
        noListenerEventInterval,
        workflowLimits,
        brokerLimits,
        amqpLimits,
        asksForCertificates,
        other);
  }

  /** Returns the same for the tenant and the subscription of the cluster that admitted it. */
  NodeConfig of(Admission admission) {
    return new NodeConfig(
        dataDirectory,
        bindAddress,
        publicHost,
        ports,
        portOffset,
        dev,
        admission.tenantId(),
        admission.subscriptionId(),
        admission.resourceGroup(),
        admission.location(),
        defaultNamespace,
        emulatorConfig,
        eventRetryWait,
        noListenerEventInterval,
        workflowLimits,
        brokerLimits,
        amqpLimits,
        asksForCertificates,
        peering);
  }

  /** Returns where the other nodes reach this one. */
  String nodeHost() {
    if (peering.host() != null) {
      return peering.host();
    }
    boolean every = bindAddress.equals("0.0.0.0") || bindAddress.equals("::");
    return every ? publicHost : bindAddress;
  }

  /** Returns the port of this node's replicas. */
  int raftPort() {
    return Ports.RAFT + portOffset;
  }

  /** Returns the port of this node's inner door. */
  int relayPort() {
    return Ports.RELAY + portOffset;
  }

  /** Returns where clients reach the node. */
  public Endpoints endpoints() {
    return ports.endpoints(publicHost, portOffset);
  }
}
