package io.trunkline.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorFactory;
import io.trunkline.workflows.connector.ConnectorServices;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The connectors that a node's {@code connectors/camel.json} declares. */
public final class CamelConnectors implements ConnectorFactory {

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  @Override
  public List<Connector> create(ConnectorServices services) {
    Supplier<CamelRuntime> runtime = new Started();
    return Declarations.read(services.configuration()).values().stream()
        .map(declaration -> (Connector) new DeclaredConnector(declaration, runtime))
        .toList();
  }

  @Override
  public Optional<String> check(String fileName, JsonNode content) {
    if (!fileName.equals(Declarations.FILE)) {
      return Optional.empty();
    }
    try {
      Declarations.read(content);
      return Optional.of("");
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Starts Camel when it is first asked for, and stops it with the node's process. */
  private static final class Started implements Supplier<CamelRuntime> {
    private @Nullable CamelRuntime runtime;

    @Override
    public synchronized CamelRuntime get() {
      if (runtime == null) {
        CamelRuntime started = new CamelRuntime();
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "camel-stop"));
        runtime = started;
      }
      return runtime;
    }
  }
}
