package io.trunkline.kernel.cluster;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.CborCodec;
import io.trunkline.kernel.Codec;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The members of a cluster and where its shards are. */
public final class ClusterMachine implements StateMachine<ClusterCommand<?>> {
  /** The shard of this machine. */
  public static final ShardId SHARD = new ShardId("cluster");

  /** How many invitations may be open at a time. */
  static final int MAX_INVITATIONS = 100;

  /** How many members a cluster may have. */
  static final int MAX_MEMBERS = 100;

  @SuppressWarnings({"unchecked", "rawtypes"}) // a codec of the raw type is one of all replies
  private static final Codec<ClusterCommand<?>> CODEC = (Codec) CborCodec.of(ClusterCommand.class);

  private final Runnable changed;
  private final Invitations invitations = new Invitations();
  private final ClusterRecords records = new ClusterRecords();
  private NavigableMap<NodeId, Member> members = new TreeMap<>();
  private NavigableMap<ShardId, Placement> shards = new TreeMap<>();
  private NavigableSet<NodeId> full = new TreeSet<>();
  private NavigableSet<NodeId> stopping = new TreeSet<>();
  private volatile ClusterView view = ClusterView.NOTHING;

  /**
   * @param changed called on the shard's thread after every change
   */
  public ClusterMachine(Runnable changed) {
    this.changed = changed;
  }

  /** Returns what this replica knows; on any thread. */
  public ClusterView view() {
    return view;
  }

  @Override
  public Codec<ClusterCommand<?>> codec() {
    return CODEC;
  }

  @Override
  public void restore(Store store) {
    members = records.members(store);
    shards = records.shards(store);
    full = records.full(store);
    stopping = records.stopping(store);
    publish();
  }

  @Override
  public Object apply(ClusterCommand<?> command, ApplyContext context) {
    Object reply =
        switch (command) {
          case ClusterCommand.Announce announce -> announce(announce.node(), context);
          case ClusterCommand.Invite invite -> {
            invitations.add(invite, context);
            yield null;
          }
          case ClusterCommand.Admit admit -> admit(admit, context);
          case ClusterCommand.Leave leave -> leave(leave.node(), context);
          case ClusterCommand.Open open -> open(open, context);
          case ClusterCommand.Report report -> report(report, context);
          case ClusterCommand.Quiet quiet -> quiet(quiet.node(), context);
          case ClusterCommand.Space space -> space(space, context);
          case ClusterCommand.Stopping told -> stopping(told, context);
          case ClusterCommand.Prefer prefer -> prefer(prefer, context);
        };
    publish();
    return reply;
  }

  private Void announce(Member node, ApplyContext context) {
    Member known = members.get(node.id());
    if (known == null && !members.isEmpty()) {
      throw new RejectedException(
          node.id() + " is not a member of this cluster: it has left, or was never admitted");
    }
    if (known == null) {
      put(with(node, Member.Role.VOTER, Member.State.ACTIVE), context);
      put(SHARD, Placement.beginningWith(List.of(node.id())).openedBy(node.id()), context);
      placeAll(context);
    } else {
      boolean moved = !known.host().equals(node.host()) || known.raftPort() != node.raftPort();
      if (moved && members.size() > 1) {
        throw new RejectedException(
            node.id()
                + " is known to its peers at "
                + known.host()
                + ":"
                + known.raftPort()
                + " and cannot move to "
                + node.host()
                + ":"
                + node.raftPort()
                + ": start it there again, or replace it");
      }
      put(with(node, known.role(), known.state()), context);
    }
    return null;
  }

  private Member admit(ClusterCommand.Admit admit, ApplyContext context) {
    NodeId id = admit.node().id();
    Member known = members.get(id);
    if (known != null && isRepeated(admit, known)) {
      useInvitation(admit, context);
      return known;
    }
    if (members.containsKey(id) || records.isRetired(id, context.store())) {
      throw new RejectedException("the name " + id + " is taken");
    }
    if (members.size() >= MAX_MEMBERS) {
      throw new RejectedException("a cluster has at most " + MAX_MEMBERS + " nodes");
    }
    useInvitation(admit, context);
    Member joining = with(admit.node(), admit.node().role(), Member.State.JOINING);
    put(joining, context);
    // The shard of the members is the first that a node opens: it cannot announce that before.
    put(SHARD, shards.get(SHARD).openedBy(id), context);
    placeAll(context);
    return joining;
  }

  /** Returns whether a node asks again that has not heard the answer. */
  private static boolean isRepeated(ClusterCommand.Admit admit, Member known) {
    return known.state() == Member.State.JOINING
        && known.host().equals(admit.node().host())
        && known.raftPort() == admit.node().raftPort();
  }

  private void useInvitation(ClusterCommand.Admit admit, ApplyContext context) {
    if (admit.secretHash() != null) {
      invitations.use(admit.secretHash(), admit.node().id(), context);
    }
  }

  private Void leave(NodeId node, ApplyContext context) {
    Member member = members.get(node);
    if (member == null) {
      throw new RejectedException("there is no node " + node);
    }
    boolean another =
        members.values().stream()
            .anyMatch(
                other ->
                    !other.id().equals(node)
                        && other.role() == Member.Role.VOTER
                        && other.state() == Member.State.ACTIVE);
    if (!another) {
      throw new RejectedException(
          node + " cannot leave: no other node holds everything and counts in majorities");
    }
    put(with(member, member.role(), Member.State.LEAVING), context);
    placeAll(context);
    settle(context);
    return null;
  }

  private Placement open(ClusterCommand.Open open, ApplyContext context) {
    Placement placement = shards.get(open.shard());
    if (placement == null) {
      placement =
          open.alone()
              ? Placement.beginningWith(List.of(open.node()))
              : Placement.beginningWith(List.of()).among(members.values(), this::load);
      if (!open.alone()) {
        placement = Placement.beginningWith(activeOf(placement.wantedVoters(), open.node()));
      }
      placement = placement.among(members.values(), this::load);
    }
    placement = placement.openedBy(open.node());
    put(open.shard(), placement, context);
    return placement;
  }

  /** A shard begins on nodes that are there: one that still joins gets its replica later. */
  private List<NodeId> activeOf(List<NodeId> wanted, NodeId opening) {
    List<NodeId> active =
        wanted.stream().filter(node -> members.get(node).state() == Member.State.ACTIVE).toList();
    return active.isEmpty() ? List.of(opening) : active;
  }

  private Void report(ClusterCommand.Report report, ApplyContext context) {
    Placement placement = shards.get(report.shard());
    if (placement != null) {
      put(report.shard(), placement.reported(report.voters(), report.learners()), context);
      settle(context);
    }
    return null;
  }

  private Void quiet(NodeId node, ApplyContext context) {
    Member member = members.get(node);
    boolean complete =
        shards.values().stream()
            .allMatch(
                placement -> !placement.hosts().contains(node) || isComplete(placement, node));
    if (member != null && member.state() == Member.State.JOINING && complete) {
      put(with(member, member.role(), Member.State.ACTIVE), context);
    }
    return null;
  }

  private Void space(ClusterCommand.Space space, ApplyContext context) {
    if (isNews(space.node(), space.full(), full)) {
      records.putFull(space.node(), space.full(), context.store());
    }
    return null;
  }

  private Void stopping(ClusterCommand.Stopping told, ApplyContext context) {
    if (isNews(told.node(), told.stopping(), stopping)) {
      records.putStopping(told.node(), told.stopping(), context.store());
    }
    return null;
  }

  /** Notes whether a member is one of {@code nodes}; returns whether that was not known. */
  private boolean isNews(NodeId node, boolean isOne, NavigableSet<NodeId> nodes) {
    return members.containsKey(node) && (isOne ? nodes.add(node) : nodes.remove(node));
  }

  private Void prefer(ClusterCommand.Prefer prefer, ApplyContext context) {
    Placement placement = shards.get(prefer.shard());
    if (placement == null) {
      throw new RejectedException("there is no shard " + prefer.shard());
    }
    if (!placement.voters().contains(prefer.leader())) {
      throw new RejectedException(
          prefer.leader() + " has no replica of shard " + prefer.shard() + " that may lead");
    }
    put(prefer.shard(), placement.preferring(prefer.leader()), context);
    return null;
  }

  private void placeAll(ApplyContext context) {
    for (ShardId shard : List.copyOf(shards.keySet())) {
      put(shard, shards.get(shard).among(members.values(), this::load), context);
    }
  }

  private int load(NodeId node) {
    return (int)
        shards.values().stream()
            .filter(placement -> placement.wantedVoters().contains(node))
            .count();
  }

  /** Nodes that hold all they are meant to hold have joined; those that hold nothing have left. */
  private void settle(ApplyContext context) {
    for (Member member : List.copyOf(members.values())) {
      NodeId id = member.id();
      switch (member.state()) {
        case JOINING -> {
          if (shards.values().stream().allMatch(placement -> isComplete(placement, id))) {
            put(with(member, member.role(), Member.State.ACTIVE), context);
          }
        }
        case LEAVING -> {
          if (shards.values().stream().noneMatch(placement -> placement.isOn(id))) {
            members.remove(id);
            full.remove(id);
            stopping.remove(id);
            records.retire(id, context.store());
          }
        }
        case ACTIVE -> {}
      }
    }
  }

  private static boolean isComplete(Placement placement, NodeId node) {
    return placement.wantedVoters().contains(node)
        ? placement.voters().contains(node)
        : placement.isOn(node);
  }

  private void put(Member member, ApplyContext context) {
    members.put(member.id(), member);
    records.put(member, context.store());
  }

  private void put(ShardId shard, Placement placement, ApplyContext context) {
    shards.put(shard, placement);
    records.put(shard, placement, context.store());
  }

  private static Member with(Member member, Member.Role role, Member.State state) {
    return new Member(
        member.id(),
        member.zone(),
        member.host(),
        member.raftPort(),
        member.relayPort(),
        role,
        state);
  }

  private void publish() {
    view =
        new ClusterView(
            new TreeMap<>(members),
            new TreeMap<>(shards),
            new TreeSet<>(full),
            new TreeSet<>(stopping));
    changed.run();
  }
}
