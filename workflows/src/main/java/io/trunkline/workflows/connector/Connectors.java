package io.trunkline.workflows.connector;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The connectors of a node, by name. Those from elsewhere are loaded when one is first needed. */
public final class Connectors {
  private final Map<String, Connector> own = new LinkedHashMap<>();
  private final Supplier<List<Connector>> others;
  private final Connector remote;
  private volatile Map<String, Connector> loaded = Map.of();
  private boolean asked;

  /**
   * @param own connectors of this room
   * @param others loads the rest
   * @param remote calls connectors that run elsewhere: behind a runtime address, or custom ones
   */
  public Connectors(List<Connector> own, Supplier<List<Connector>> others, Connector remote) {
    own.forEach(connector -> connector.names().forEach(name -> this.own.put(name, connector)));
    this.others = others;
    this.remote = remote;
  }

  /**
   * Returns the connector that serves a connection.
   *
   * @throws ConnectorException 501 where there is none
   */
  public Connector of(Connection connection) {
    if (connection.runtimeUrl().isPresent() || connection.api().isPresent()) {
      return remote;
    }
    Connector connector = own.get(connection.connector());
    if (connector == null) {
      connector = loaded().get(connection.connector());
    }
    if (connector == null) {
      throw new ConnectorException(
          501,
          "NotImplemented",
          "The connector '%s' is not supported.".formatted(connection.connector()));
    }
    return connector;
  }

  /** Returns whether there is a connector of this name. */
  public boolean has(String name) {
    return own.containsKey(name) || loaded().containsKey(name);
  }

  /** Returns every name, for messages. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(own.keySet());
    names.addAll(loaded().keySet());
    return names;
  }

  private synchronized Map<String, Connector> loaded() {
    if (!asked) {
      Map<String, Connector> found = new LinkedHashMap<>();
      for (Connector connector : others.get()) {
        connector.names().forEach(name -> found.putIfAbsent(name, connector));
      }
      loaded = Map.copyOf(found);
      asked = true;
    }
    return loaded;
  }
}
