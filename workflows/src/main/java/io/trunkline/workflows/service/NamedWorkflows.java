package io.trunkline.workflows.service;

import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.effects.NotReadyException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds workflows that others name by their resource ids. Runs go on as soon as a node starts, and
 * may name one that its directory does not list yet.
 */
public final class NamedWorkflows {
  private final WorkflowDirectory directory;
  private volatile @Nullable RunHistory history;

  public NamedWorkflows(WorkflowDirectory directory) {
    this.directory = directory;
  }

  /** Opens the way; who asks before asks again later. */
  public void through(RunHistory open) {
    history = open;
  }

  /**
   * Finds a workflow; empty where there is none.
   *
   * @throws NotReadyException where there is one, and this node does not list it yet
   */
  Optional<WorkflowDirectory.Entry> find(String workflowId) {
    ResourceId id;
    try {
      id = ResourceId.parse(workflowId);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Optional<WorkflowDirectory.Entry> listed = directory.find(id);
    if (listed.isPresent()) {
      return listed;
    }
    RunHistory open = history;
    if (open == null || open.has(id)) {
      throw new NotReadyException("the workflow " + id + " is not listed yet");
    }
    return directory.find(id); // it may have come in between
  }
}
