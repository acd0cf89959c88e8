package io.trunkline.server.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.server.cluster.Admission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The files in a data directory that tell the command line how to reach its node:
 *
 * <pre>
 *   node.json           addresses of the node, written at every start
 *   administrator.json  credentials of the administrator, readable by the owner alone
 *   cluster.json        what the cluster said that has admitted the node, where it joined one
 *   tls/                the development certificate authority and the node's certificate
 *   shards/             log and state
 * </pre>
 *
 * Each of the three JSON files names its format; one without was written before there were names.
 *
 * @param directory the data directory
 */
public record NodeFiles(Path directory) {
  /** The format of the JSON files, and its version. */
  static final String FORMAT = "trunkline node 1";

  /**
   * The administrator's credentials.
   *
   * @param secret a client secret, in clear
   */
  public record Administrator(String tenantId, String clientId, String secret) {
    @Override
    public String toString() {
      return "Administrator[" + clientId + "]";
    }
  }

  /** Returns where the certificates stand. */
  public Path certificates() {
    return directory.resolve("tls");
  }

  /** Returns where log and state stand. */
  public Path shards() {
    return directory.resolve("shards");
  }

  /** Returns the administrator's credentials, if they were ever written. */
  public Optional<Administrator> administrator() {
    return read("administrator.json")
        .map(
            json ->
                new Administrator(
                    json.path("tenantId").asText(),
                    json.path("clientId").asText(),
                    json.path("clientSecret").asText()));
  }

  /** Writes the administrator's credentials, readable by the owner alone. */
  public void write(Administrator administrator) {
    ObjectNode json = versioned();
    json.put("tenantId", administrator.tenantId());
    json.put("clientId", administrator.clientId());
    json.put("clientSecret", administrator.secret());
    write("administrator.json", json);
  }

  /** Returns what the cluster said that has admitted this node, certificates left out. */
  Optional<Admission> admission() {
    return read("cluster.json")
        .map(
            json ->
                new Admission(
                    json.path("node").asText(),
                    new NodeCertificates.Authority("", ""),
                    json.path("tenantId").asText(),
                    json.path("subscriptionId").asText(),
                    json.path("resourceGroup").asText(),
                    json.path("location").asText()));
  }

  /** Writes what the cluster said that has admitted this node. */
  void write(Admission admission) {
    NodeCertificates.adopt(certificates(), admission.authority());
    ObjectNode json = versioned().put("node", admission.node());
    json.put("tenantId", admission.tenantId());
    json.put("subscriptionId", admission.subscriptionId());
    json.put("resourceGroup", admission.resourceGroup());
    json.put("location", admission.location());
    write("cluster.json", json);
  }

  /** Returns the addresses of the node that was last started on this directory. */
  public Optional<NodeAddress> address() {
    return read("node.json")
        .map(
            json ->
                new NodeAddress(
                    new Endpoints(
                        json.path("host").asText(),
                        json.path("amqp").asInt(),
                        json.path("amqps").asInt(),
                        json.path("https").asInt(),
                        json.path("http").asInt(),
                        json.path("admin").asInt()),
                    json.path("subscriptionId").asText(),
                    json.path("resourceGroup").asText(),
                    json.path("location").asText()));
  }

  /**
   * How a node is reached.
   *
   * @param resourceGroup the group that deployments go to by default
   */
  public record NodeAddress(
      Endpoints endpoints, String subscriptionId, String resourceGroup, String location) {}

  public void write(NodeAddress address) {
    ObjectNode json = versioned();
    Endpoints endpoints = address.endpoints();
    json.put("host", endpoints.host());
    json.put("amqp", endpoints.amqp());
    json.put("amqps", endpoints.amqps());
    json.put("https", endpoints.https());
    json.put("http", endpoints.http());
    json.put("admin", endpoints.admin());
    json.put("subscriptionId", address.subscriptionId());
    json.put("resourceGroup", address.resourceGroup());
    json.put("location", address.location());
    write("node.json", json);
  }

  private static ObjectNode versioned() {
    return Json.object().put("format", FORMAT);
  }

  private Optional<JsonNode> read(String name) {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode json;
    try {
      json = Json.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    String format = json.path("format").asText(FORMAT);
    if (!format.equals(FORMAT)) {
      throw new IllegalStateException(
          "%s has the format '%s', and this version of Trunkline reads '%s': use the version that wrote it"
              .formatted(file, format, FORMAT));
    }
    return Optional.of(json);
  }

  /** Writes beside the file and moves it into place: a reader sees the old one or the new one. */
  private void write(String name, ObjectNode json) {
    Path file = directory.resolve(name);
    try {
      Files.createDirectories(directory);
      Path beside =
          Files.createTempFile(
              directory,
              name,
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(beside, Json.bytes(json));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
