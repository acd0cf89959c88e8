package io.trunkline.workflows.resource.site;

import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.workflows.connector.Artifacts;
import java.util.Optional;

/** The maps and schemas in the folder {@code Artifacts} of the Standard app of a workflow. */
public final class SiteArtifacts implements Artifacts {
  private final ResourceTree tree;

  public SiteArtifacts(ResourceTree tree) {
    this.tree = tree;
  }

  @Override
  public Optional<Artifact> find(String workflowId, Kind kind, String name) {
    return parse(workflowId)
        .filter(id -> id.isType(SiteType.NAME + "/workflows"))
        .flatMap(ResourceId::parent)
        .flatMap(tree::get)
        .flatMap(site -> new SiteBody(site.body()).artifact(kind, name));
  }

  private static Optional<ResourceId> parse(String id) {
    try {
      return Optional.of(ResourceId.parse(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
