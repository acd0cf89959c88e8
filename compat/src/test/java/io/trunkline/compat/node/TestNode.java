package io.trunkline.compat.node;

import com.azure.identity.ClientSecretCredential;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.Endpoints;
import io.trunkline.server.cli.NodeClient;
import io.trunkline.server.node.NodeFiles;
import io.trunkline.server.node.NodeFiles.Administrator;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A node in a JVM of its own, on loopback, with ports and data directory of its own. It can be
 * killed and started again on the same directory and the same ports.
 */
public final class TestNode implements AutoCloseable {
  private static final long READY_SECONDS = 300;
  private static final long COMMAND_SECONDS = 120;
  private static final long STOP_SECONDS = 40;

  private final Path directory;
  private final Path config;
  private final int offset;
  private final List<String> more;
  private final Thread hook = new Thread(() -> process().destroyForcibly(), "end-test-node");
  private Process process;
  private CompletableFuture<Boolean> ready = new CompletableFuture<>();

  private TestNode(Path directory, Path config, int offset, List<String> more) {
    this.directory = directory;
    this.config = config;
    this.offset = offset;
    this.more = more;
  }

  /**
   * Starts a node on an empty data directory and waits until it is ready.
   *
   * @param directory gets the data directory and the node's log
   * @param config the node's configuration file
   */
  public static TestNode start(Path directory, Path config) throws IOException {
    return started(new TestNode(directory, config, NodePorts.freeOffset(), List.of()));
  }

  /** What a data directory is filled with before a node's first start. */
  @FunctionalInterface
  public interface Content {
    void fill(Path data) throws IOException;
  }

  /** Starts a node on a data directory with some content; as {@link #start}. */
  public static TestNode start(Path directory, Path config, Content content) throws IOException {
    TestNode node = new TestNode(directory, config, NodePorts.freeOffset(), List.of());
    content.fill(node.data());
    return started(node);
  }

  /** Starts a node that joins the cluster of another one, and waits until it is ready. */
  public static TestNode join(Path directory, Path config, TestNode member) throws IOException {
    List<String> join = List.of("--join", "localhost:" + member.endpoints().https());
    return started(new TestNode(directory, config, NodePorts.freeOffset(), join));
  }

  /** Starts a node that shows a join token; as {@link #join}. */
  public static TestNode join(Path directory, Path config, TestNode member, String token)
      throws IOException {
    List<String> join =
        List.of("--join", "localhost:" + member.endpoints().https(), "--join-token", token);
    return started(new TestNode(directory, config, NodePorts.freeOffset(), join));
  }

  /** Starts a node that joins the cluster of another one as a learner; as {@link #join}. */
  public static TestNode learner(Path directory, Path config, TestNode member) throws IOException {
    List<String> join = List.of("--join", "localhost:" + member.endpoints().https(), "--learner");
    return started(new TestNode(directory, config, NodePorts.freeOffset(), join));
  }

  private static TestNode started(TestNode node) throws IOException {
    if (!Files.exists(node.data().resolve("tls"))) { // a restored one has it already
      TestAuthority.install(node.data());
    }
    node.start();
    Runtime.getRuntime().addShutdownHook(node.hook);
    return node;
  }

  /** Makes a fresh directory where the build puts its files. */
  public static Path directory(String prefix) throws IOException {
    return Files.createTempDirectory(
        Files.createDirectories(Path.of("target").toAbsolutePath()), prefix);
  }

  /** Starts the node again after {@link #kill} and waits until it is ready. */
  public void start() throws IOException {
    launch();
    if (!ready.completeOnTimeout(false, READY_SECONDS, TimeUnit.SECONDS).join()) {
      process.destroyForcibly();
      throw new IOException("The node did not get ready:\n" + Files.readString(log()));
    }
  }

  /** Starts the node again and does not wait for it. */
  public void launch() throws IOException {
    List<String> command = NodeCommand.java();
    command.addAll(
        List.of(
            "start",
            "--dev",
            "--data",
            data().toString(),
            "--config",
            config.toString(),
            "--port-offset",
            Integer.toString(offset)));
    command.addAll(more);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().put("TRUNKLINE_LOG_LEVEL", "WARN");
    process = builder.start();
    CompletableFuture<Boolean> started = new CompletableFuture<>();
    ready = started;
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    // Not a virtual one: reading from a process keeps its carrier, and there are only a few.
    Thread.ofPlatform().daemon().start(() -> watch(lines, started));
  }

  /** Reads to the end, so that the node never waits for its output to be read. */
  private static void watch(BufferedReader lines, CompletableFuture<Boolean> started) {
    try (lines) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("ready in ")) {
          started.complete(true);
        }
      }
    } catch (IOException e) {
      started.completeExceptionally(e);
    }
    started.complete(false);
  }

  /** Ends the node's process at once, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Stops the node's process as an operator does, and waits for its end. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Runs a command of {@code trunkline} against this node and returns what it printed. */
  public String command(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = NodeCommand.java();
    command.addAll(arguments);
    command.addAll(List.of("--data", data().toString()));
    Path output = Files.createTempFile(directory, "command", ".txt");
    Process running =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = running.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS);
    running.destroyForcibly();
    String printed = Files.readString(output);
    if (!ended || running.exitValue() != 0) {
      throw new IOException("trunkline " + arguments + " failed: " + printed);
    }
    return printed;
  }

  public Path data() {
    return directory.resolve("data");
  }

  private Path log() {
    return directory.resolve("node.log");
  }

  private Process process() {
    return process;
  }

  public NodeFiles files() {
    return new NodeFiles(data());
  }

  public Endpoints endpoints() {
    return files().address().orElseThrow().endpoints();
  }

  /** Returns a client with the administrator's rights. */
  public NodeClient administrator() {
    return NodeClient.of(files());
  }

  /** Returns what azure-identity makes of the administrator's credentials. */
  public ClientSecretCredential administratorCredential() {
    Administrator administrator = files().administrator().orElseThrow();
    return credential(administrator.clientId(), administrator.secret());
  }

  /** Returns a credential for this node's tenant. */
  public ClientSecretCredential credential(String clientId, String secret) {
    return new ClientSecretCredentialBuilder()
        .authorityHost(endpoints().httpsBase() + "/")
        .disableInstanceDiscovery()
        .tenantId(files().administrator().orElseThrow().tenantId())
        .clientId(clientId)
        .clientSecret(secret)
        .build();
  }

  /** Returns the emulator's connection string, which every Azure developer knows. */
  public String connectionString() {
    return "Endpoint=sb://localhost:"
        + endpoints().amqp()
        + ";SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;"
        + "UseDevelopmentEmulator=true;";
  }

  /** Returns the id of a resource in the node's own group. */
  public String id(String providerPath) {
    var address = files().address().orElseThrow();
    return "/subscriptions/%s/resourceGroups/%s/providers/%s"
        .formatted(address.subscriptionId(), address.resourceGroup(), providerPath);
  }

  /** Puts a resource and returns it. */
  public JsonNode put(String id, String apiVersion, JsonNode body) {
    return administrator().call("PUT", id + "?api-version=" + apiVersion, body);
  }

  /** Reads a resource. */
  public JsonNode get(String id, String apiVersion) {
    return administrator().call("GET", id + "?api-version=" + apiVersion, nothing());
  }

  /** Asks a resource for something, such as {@code listKeys}. */
  public JsonNode post(String id, String apiVersion) {
    return administrator().call("POST", id + "?api-version=" + apiVersion, nothing());
  }

  private static JsonNode nothing() {
    return MissingNode.getInstance();
  }

  /** Stops the node and deletes its directory. */
  @Override
  public void close() throws IOException, InterruptedException {
    stop();
    Runtime.getRuntime().removeShutdownHook(hook);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
