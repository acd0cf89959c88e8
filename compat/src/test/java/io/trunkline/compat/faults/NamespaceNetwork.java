package io.trunkline.compat.faults;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every node in a network namespace of its own, all on one bridge; the test is on the bridge too.
 *
 * <p>A node's way to another is cut by a neighbour entry with a hardware address that nobody has:
 * packets leave and arrive nowhere, no error tells of it, and the way back stays open. That needs
 * no packet filter. Packets cannot be delayed for a fixed time here (that would take {@code
 * netem}); a token bucket makes them wait and drops what is too much.
 *
 * <p>Everything has a name that begins with {@value #PREFIX} and this process's id. What processes
 * left behind that are no longer there is removed when a network is made; nothing else is touched.
 */
final class NamespaceNetwork implements Network {
  private static final String PREFIX = "trk";
  private static final Pattern OURS = Pattern.compile("\\b" + PREFIX + "(\\d+)([nvb]\\d*)\\b");
  private static final String NOBODY = "02:00:00:00:00:99";
  // 198.18.0.0/15 is kept for tests of networks (RFC 2544): nobody's real address.
  private static final String SUBNETS = "198.18.";
  private static final int TEST = 254;

  private final String name;
  private final String subnet;
  private final int nodes;
  private final Set<Integer> unplugged = new HashSet<>();
  private final Set<Integer> choked = new HashSet<>();

  private NamespaceNetwork(String name, String subnet, int nodes) {
    this.name = name;
    this.subnet = subnet;
    this.nodes = nodes;
  }

  /** Returns why no such network can be made here, or nothing where it can. */
  static Optional<String> obstacle() {
    String probe = PREFIX + ProcessHandle.current().pid() + "n0";
    try {
      Shell.run("ip netns add " + probe);
      Shell.run("ip link add " + probe + " type veth peer name eth0 netns " + probe);
      Shell.run("bridge link show");
      Shell.run("tc qdisc show");
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    } finally {
      Shell.tidy("ip link delete " + probe);
      Shell.tidy("ip netns delete " + probe);
    }
  }

  static NamespaceNetwork create(int nodes) throws IOException {
    sweep();
    String name = PREFIX + ProcessHandle.current().pid();
    NamespaceNetwork network = new NamespaceNetwork(name, freeSubnet(), nodes);
    try {
      network.build();
      return network;
    } catch (IOException e) {
      network.close();
      throw e;
    }
  }

  private static String freeSubnet() throws IOException {
    String used = Shell.run("ip -o -4 address");
    for (int i = 0; i < 256; i++) {
      String subnet = SUBNETS + (ProcessHandle.current().pid() + i) % 256 + ".";
      if (!used.contains(subnet)) {
        return subnet;
      }
    }
    throw new IOException("every network of " + SUBNETS + "0.0/16 is in use");
  }

  private void build() throws IOException {
    Shell.run("ip link add " + bridge() + " type bridge");
    Shell.run("ip address add " + subnet + TEST + "/24 dev " + bridge());
    Shell.run("ip link set " + bridge() + " up");
    for (int node = 0; node < nodes; node++) {
      Shell.run("ip netns add " + namespace(node));
      Shell.run("ip link add " + port(node) + " type veth peer name eth0 netns " + namespace(node));
      Shell.run("ip link set " + port(node) + " master " + bridge() + " up");
      Shell.run("ip -n " + namespace(node) + " link set lo up");
      Shell.run("ip -n " + namespace(node) + " address add " + host(node) + "/24 dev eth0");
      Shell.run("ip -n " + namespace(node) + " link set eth0 up");
    }
  }

  private String bridge() {
    return name + "b";
  }

  private String namespace(int node) {
    return name + "n" + node;
  }

  private String port(int node) {
    return name + "v" + node;
  }

  @Override
  public List<String> inside(int node) {
    return List.of("ip", "netns", "exec", namespace(node));
  }

  @Override
  public String host(int node) {
    return subnet + (node + 1);
  }

  @Override
  public int portOffset(int node) {
    return 0;
  }

  @Override
  public String testHost() {
    return subnet + TEST;
  }

  @Override
  public boolean canBeCut() {
    return true;
  }

  @Override
  public void cut(int from, int to) throws IOException {
    Shell.run(
        "ip -n %s neighbour replace %s lladdr %s nud permanent dev eth0"
            .formatted(namespace(from), host(to), NOBODY));
  }

  @Override
  public void unplug(int node) throws IOException {
    unplugged.add(node);
    Shell.run("bridge link set dev " + port(node) + " state 0");
  }

  @Override
  public void choke(int node) throws IOException {
    choked.add(node);
    Shell.run("tc qdisc add dev " + port(node) + " root tbf rate 400kbit burst 3000 latency 250ms");
  }

  @Override
  public void mend() throws IOException {
    for (int node : unplugged) {
      Shell.run("bridge link set dev " + port(node) + " state 3");
    }
    unplugged.clear();
    for (int node : choked) {
      Shell.run("tc qdisc delete dev " + port(node) + " root");
    }
    choked.clear();
    for (int node = 0; node < nodes; node++) {
      Shell.run("ip -n " + namespace(node) + " neighbour flush nud permanent dev eth0");
    }
  }

  /** Removes the network; its nodes must have ended. */
  @Override
  public void close() {
    for (int node = 0; node < nodes; node++) {
      Shell.tidy("ip link delete " + port(node));
      Shell.tidy("ip netns delete " + namespace(node));
    }
    Shell.tidy("ip link delete " + bridge());
  }

  /** Removes what tests left behind whose process is gone, with the nodes that still run there. */
  private static void sweep() throws IOException {
    for (String left : leftBehind(Shell.run("ip netns list"))) {
      Shell.run("ip netns pids " + left)
          .lines()
          .map(Long::parseLong)
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
      Shell.tidy("ip netns delete " + left);
    }
    leftBehind(Shell.run("ip -o link")).forEach(left -> Shell.tidy("ip link delete " + left));
  }

  private static Set<String> leftBehind(String listing) {
    return OURS.matcher(listing)
        .results()
        .filter(result -> ProcessHandle.of(Long.parseLong(result.group(1))).isEmpty())
        .map(result -> result.group())
        .collect(Collectors.toSet());
  }
}
