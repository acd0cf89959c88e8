package io.trunkline.compat.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.azure.core.credential.TokenRequestContext;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.server.node.NodeFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The unmodified clients for JavaScript: each test of {@code compat/javascript} is one here. */
@ExtendWith(SharedNode.class)
class JavaScriptTest {
  private static final Path SCRIPTS = Path.of("javascript").toAbsolutePath();
  private static final long INSTALL_SECONDS = 180;
  private static final long TEST_SECONDS = 120;
  private static final String TEST_TIMEOUT = "--test-timeout=30000";

  private final TestNode node;

  JavaScriptTest(TestNode node) {
    this.node = node;
  }

  @TestFactory
  @Parity(service = Service.SERVICE_BUS, client = Client.SERVICE_BUS_JAVASCRIPT)
  Stream<DynamicTest> serviceBus() throws IOException, InterruptedException {
    return tests(
        "service-bus.test.mjs",
        "service-bus-receiving.test.mjs",
        "service-bus-sessions.test.mjs",
        "service-bus-administration.test.mjs");
  }

  @TestFactory
  @Parity(service = Service.SERVICE_BUS, client = Client.RHEA)
  Stream<DynamicTest> rhea() throws IOException, InterruptedException {
    return tests("rhea.test.mjs");
  }

  @TestFactory
  @Parity(service = Service.WORKFLOWS, client = Client.LOGIC_JAVASCRIPT)
  Stream<DynamicTest> logic() throws IOException, InterruptedException {
    return tests("arm-logic.test.mjs");
  }

  private Stream<DynamicTest> tests(String... scripts) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        installed("node") && installed("npm"),
        "the tests in JavaScript need Node.js 20 or newer with npm on the PATH");
    if (!clientsInstalled()) {
      Run install = run(INSTALL_SECONDS, "npm", "ci", "--no-audit", "--no-fund");
      assertThat(install.status()).as(install.output()).isZero();
    }
    List<TapResults.Result> results = new ArrayList<>();
    for (String script : scripts) {
      Run tests = run(TEST_SECONDS, "node", "--test", TEST_TIMEOUT, "--test-reporter=tap", script);
      // stays there for whoever wants to know what took how long
      Files.writeString(Path.of("target", script + ".tap"), tests.output());
      List<TapResults.Result> some = TapResults.parse(tests.output());
      assertThat(some).as(tests.output()).isNotEmpty();
      results.addAll(some);
    }
    return results.stream()
        .map(result -> DynamicTest.dynamicTest(result.name(), () -> check(result)));
  }

  /** Returns whether the clients are those of the lock file: npm notes what it has installed. */
  private static boolean clientsInstalled() throws IOException {
    Path installed = SCRIPTS.resolve("node_modules/.package-lock.json");
    return Files.exists(installed)
        && Files.getLastModifiedTime(installed)
                .compareTo(Files.getLastModifiedTime(SCRIPTS.resolve("package-lock.json")))
            >= 0;
  }

  private static void check(TapResults.Result result) {
    if (!result.passed()) {
      fail(result.details());
    }
  }

  private static boolean installed(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private record Run(int status, String output) {}

  private Run run(long seconds, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(Path.of("target"), "javascript-", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(SCRIPTS.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(surroundings());
    Process process = builder.start();
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    String printed = Files.readString(output);
    Files.delete(output);
    assertThat(ended).as("%s did not end: %s", List.of(command), printed).isTrue();
    return new Run(process.exitValue(), printed);
  }

  private Map<String, String> surroundings() {
    NodeFiles.NodeAddress address = node.files().address().orElseThrow();
    TokenRequestContext arm =
        new TokenRequestContext().addScopes("https://management.azure.com/.default");
    return Map.of(
        "SERVICEBUS_CONNECTION_STRING",
        node.connectionString(),
        "SERVICEBUS_ADMINISTRATION_URL",
        "http://localhost:" + node.endpoints().admin(),
        "ARM_ENDPOINT",
        node.endpoints().httpsBase(),
        "ARM_TOKEN",
        node.administratorCredential().getTokenSync(arm).getToken(),
        "ARM_SUBSCRIPTION_ID",
        address.subscriptionId(),
        "ARM_RESOURCE_GROUP",
        address.resourceGroup(),
        "NODE_EXTRA_CA_CERTS",
        node.files().certificates().resolve("ca.pem").toString());
  }
}
