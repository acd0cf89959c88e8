package io.trunkline.compat.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one node that all of them share. It takes over the entities that the Service Bus
 * emulator comes with, starts with the first test that wants it and stops after the last.
 */
public final class SharedNode implements ParameterResolver {
  private static final Path CONFIG = Path.of("src/test/resources/emulator/trunkline.json");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestNode.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedNode.class))
        .getOrComputeIfAbsent(TestNode.class, type -> start(), TestNode.class);
  }

  private static TestNode start() {
    try {
      return TestNode.start(TestNode.directory("node-"), CONFIG.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
