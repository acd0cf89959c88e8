package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import io.trunkline.workflows.connector.Artifacts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Microsoft.Logic/integrationAccounts} with maps, schemas, partners and agreements: read
 * from the tree whenever an action names one.
 */
final class IntegrationAccountTypes {
  /** Content of a map or schema; part of one log entry. */
  private static final int MAX_CONTENT_BYTES = 1 << 20;

  private static final String ACCOUNT = "Microsoft.Logic/integrationAccounts";

  private IntegrationAccountTypes() {}

  static List<ResourceType> all() {
    List<ResourceType> types = new ArrayList<>();
    types.add(new Type(ACCOUNT, false));
    for (Artifacts.Kind kind : Artifacts.Kind.values()) {
      boolean needsContent = kind == Artifacts.Kind.MAP || kind == Artifacts.Kind.SCHEMA;
      types.add(new Type(ACCOUNT + "/" + kind.collection(), needsContent));
    }
    return types;
  }

  private record Type(String name, boolean needsContent) implements TreeOnlyType {
    @Override
    public Set<String> apiVersions() {
      return LogicVersions.ALL;
    }

    @Override
    public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
      ObjectNode body = requested.deepCopy();
      ObjectNode properties =
          body.path("properties") instanceof ObjectNode given
              ? given
              : body.putObject("properties");
      properties.remove(List.of("createdTime", "changedTime", "contentLink"));
      if (needsContent && !properties.path("content").isTextual()) {
        throw new ResourceException(
            400,
            "InvalidRequestContent",
            "The artifact '%s' has no 'content'.".formatted(id.name()),
            "properties.content");
      }
      if (properties.path("content").asText().getBytes(StandardCharsets.UTF_8).length
          > MAX_CONTENT_BYTES) {
        throw new ResourceException(
            400,
            "InvalidRequestContent",
            "The content of an artifact has at most %d bytes.".formatted(MAX_CONTENT_BYTES),
            "properties.content");
      }
      return body;
    }
  }
}
