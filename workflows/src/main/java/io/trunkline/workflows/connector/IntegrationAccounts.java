package io.trunkline.workflows.connector;

import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The artifacts of the integration account that a workflow is linked to. */
public final class IntegrationAccounts implements Artifacts {
  private final ResourceTree resources;

  public IntegrationAccounts(ResourceTree resources) {
    this.resources = resources;
  }

  @Override
  public Optional<Artifact> find(String workflowId, Kind kind, String name) {
    return parse(workflowId)
        .flatMap(resources::get)
        .map(workflow -> workflow.properties().at("/integrationAccount/id").asText())
        .flatMap(IntegrationAccounts::parse)
        .flatMap(account -> resources.get(account.child(kind.collection(), name)))
        .map(IntegrationAccounts::artifact);
  }

  private static Artifact artifact(Resource resource) {
    String content = resource.properties().path("content").asText();
    return new Artifact(
        resource.id().name(), content.getBytes(StandardCharsets.UTF_8), resource.properties());
  }

  private static Optional<ResourceId> parse(String id) {
    try {
      return Optional.of(ResourceId.parse(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
