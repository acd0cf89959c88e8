package io.trunkline.server.node;

import io.trunkline.server.cluster.JoinTarget;
import org.jspecify.annotations.Nullable;

/**
 * How a node stands among others.
 *
 * @param zone what fails together with it (a rack, a building); empty where nobody says
 * @param host where the other nodes reach this one, or null for the address that it is bound to
 * @param learner whether its replicas receive everything without counting in majorities; heeded
 *     when it joins
 * @param join the cluster to join with an empty data directory, or null to found one
 */
public record Peering(
    String zone, @Nullable String host, boolean learner, @Nullable JoinTarget join) {
  /** A node that founds a cluster of its own. */
  public static final Peering NONE = new Peering("", null, false, null);
}
