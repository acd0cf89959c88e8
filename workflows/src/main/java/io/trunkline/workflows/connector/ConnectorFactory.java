package io.trunkline.workflows.connector;

import java.util.List;

/** Makes connectors; found by {@link java.util.ServiceLoader} when a workflow first needs one. */
public interface ConnectorFactory {

  /** Returns the connectors, ready to be called. */
  List<Connector> create(ConnectorServices services);
}
