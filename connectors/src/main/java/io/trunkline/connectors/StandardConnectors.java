package io.trunkline.connectors;

import io.trunkline.connectors.file.FileConnectors;
import io.trunkline.connectors.mail.SmtpConnector;
import io.trunkline.connectors.sql.SqlConnector;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorFactory;
import io.trunkline.workflows.connector.ConnectorServices;
import java.util.ArrayList;
import java.util.List;

/** The connectors of this module. */
public final class StandardConnectors implements ConnectorFactory {

  @Override
  public List<Connector> create(ConnectorServices services) {
    ConnectorSettings settings = ConnectorSettings.read(services.configuration());
    List<Connector> connectors = new ArrayList<>(FileConnectors.all(services, settings));
    connectors.add(new SqlConnector(settings));
    connectors.add(new SmtpConnector());
    return connectors;
  }
}
