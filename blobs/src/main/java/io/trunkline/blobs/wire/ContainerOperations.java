package io.trunkline.blobs.wire;

import io.trunkline.blobs.service.BlobAddress;
import io.trunkline.blobs.service.BlobService;
import io.trunkline.blobs.service.StorageAccess;
import io.trunkline.blobs.service.StorageAccess.Right;
import io.trunkline.blobs.wire.BlobXml.ContainerEntry;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Operations on the account and on containers. A container is a resource: the data plane puts and
 * deletes it through the tree, so that both planes see the same.
 */
public final class ContainerOperations {
  static final String CONTAINER_TYPE = "Microsoft.Storage/storageAccounts/blobServices/containers";

  private final StorageAccess access;
  private final BlobService blobs;
  private final Supplier<ResourceTree> tree;
  private final Endpoints endpoints;

  /**
   * @param tree asked only once the node is composed
   */
  public ContainerOperations(
      StorageAccess access, BlobService blobs, Supplier<ResourceTree> tree, Endpoints endpoints) {
    this.access = access;
    this.blobs = blobs;
    this.tree = tree;
    this.endpoints = endpoints;
  }

  HttpReply answer(HttpCall call, BlobAddress address) {
    String operation =
        call.method()
            + " "
            + call.parameter("restype").orElse("")
            + "/"
            + call.parameter("comp").orElse("");
    if (address.container().isEmpty()) {
      return switch (operation) {
        case "GET /list" -> listContainers(call, address);
        case "GET account/properties", "HEAD account/properties" ->
            accountInformation(call, address);
        default -> throw BlobException.unsupported("The account operation '" + operation + "'");
      };
    }
    return switch (operation) {
      case "PUT container/" -> create(call, address);
      case "GET container/",
          "HEAD container/",
          "GET container/metadata",
          "HEAD container/metadata" ->
          properties(call, address);
      case "DELETE container/" -> delete(call, address);
      case "GET container/list" -> listBlobs(call, address);
      default -> throw BlobException.unsupported("The container operation '" + operation + "'");
    };
  }

  private HttpReply accountInformation(HttpCall call, BlobAddress address) {
    access.require(call, address, Right.LIST_CONTAINERS);
    return HttpReply.status(200)
        .withHeader("x-ms-sku-name", "Standard_LRS")
        .withHeader("x-ms-account-kind", "StorageV2");
  }

  private HttpReply listContainers(HttpCall call, BlobAddress address) {
    access.require(call, address, Right.LIST_CONTAINERS);
    String prefix = call.parameter("prefix").orElse("");
    List<ContainerEntry> containers =
        tree.get().list(CONTAINER_TYPE, ResourceId.parse(address.account().id())).stream()
            .filter(container -> container.name().startsWith(prefix))
            .map(
                container ->
                    new ContainerEntry(
                        container.name(), container.changedAt().toEpochMilli(), etag(container)))
            .toList();
    return BlobXml.containers(endpoint(address), prefix, containers);
  }

  private HttpReply create(HttpCall call, BlobAddress address) {
    access.require(call, address, Right.CREATE_CONTAINER);
    ResourceId id = ResourceId.parse(address.containerId());
    if (tree.get().get(id).isPresent()) {
      throw new BlobException(
          409, "ContainerAlreadyExists", "The specified container already exists.");
    }
    if (call.header("x-ms-blob-public-access").isPresent()) {
      throw BlobException.unsupported("Public access to containers");
    }
    try {
      return described(HttpReply.status(201), tree.get().put(id, Json.object()));
    } catch (ResourceException e) {
      throw new BlobException(e.status(), "InvalidResourceName", e.getMessage());
    }
  }

  private HttpReply properties(HttpCall call, BlobAddress address) {
    access.require(call, address, Right.READ_CONTAINER);
    return described(HttpReply.status(200), container(address))
        .withHeader("x-ms-lease-status", "unlocked")
        .withHeader("x-ms-lease-state", "available")
        .withHeader("x-ms-has-immutability-policy", "false")
        .withHeader("x-ms-has-legal-hold", "false");
  }

  private HttpReply delete(HttpCall call, BlobAddress address) {
    access.require(call, address, Right.DELETE_CONTAINER);
    container(address);
    tree.get().delete(ResourceId.parse(address.containerId()));
    return HttpReply.status(202);
  }

  private HttpReply listBlobs(HttpCall call, BlobAddress address) {
    access.require(call, address, Right.LIST_BLOBS);
    String prefix = call.parameter("prefix").orElse("");
    String delimiter = call.parameter("delimiter").orElse("");
    String marker = call.parameter("marker").orElse("");
    int most = most(call);
    Map<String, String> echo = new LinkedHashMap<>();
    echo.put("Prefix", prefix);
    echo.put("Marker", marker);
    echo.put("MaxResults", Integer.toString(most));
    if (!delimiter.isEmpty()) {
      echo.put("Delimiter", delimiter);
    }
    Set<String> include = Set.of(call.parameter("include").orElse("").split(","));
    return BlobXml.blobs(
        endpoint(address),
        address.container(),
        echo,
        blobs.list(address.containerId(), prefix, delimiter, marker, most),
        include.contains("metadata"));
  }

  private static int most(HttpCall call) {
    try {
      int most = call.parameter("maxresults").map(Integer::parseInt).orElse(5_000);
      if (most > 0) {
        return most;
      }
    } catch (NumberFormatException e) {
      throw BlobException.invalidParameter("maxresults");
    }
    throw BlobException.invalidParameter("maxresults");
  }

  private Resource container(BlobAddress address) {
    return tree.get()
        .get(ResourceId.parse(address.containerId()))
        .orElseThrow(
            () ->
                new BlobException(
                    404, "ContainerNotFound", "The specified container does not exist."));
  }

  private static HttpReply described(HttpReply reply, Resource container) {
    return reply
        .withHeader("ETag", etag(container))
        .withHeader("Last-Modified", BlobXml.date(container.changedAt().toEpochMilli()));
  }

  private static String etag(Resource container) {
    return "\"0x%016X\"".formatted(container.revision());
  }

  private String endpoint(BlobAddress address) {
    return endpoints.httpsBase() + "/" + address.account().name() + "/";
  }
}
