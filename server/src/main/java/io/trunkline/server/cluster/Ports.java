package io.trunkline.server.cluster;

import io.trunkline.kernel.Member;
import io.trunkline.net.Endpoints;

/** The ports that nodes use among themselves; one offset moves them with all the others. */
public final class Ports {
  /** The port of the shards' replicas. */
  public static final int RAFT = 7400;

  /** The port of the inner door. */
  public static final int RELAY = 7401;

  private Ports() {}

  /** Returns the public ports of another node: its own offset moves them as well. */
  static Endpoints of(Member member) {
    return Endpoints.local(member.relayPort() - RELAY);
  }
}
