package io.trunkline.workflows.resource;

import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.service.RunHistory;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.RunRef;

/** Finds the workflow and run that a resource id below a workflow names. */
final class HistoryPlace {
  private final WorkflowDirectory directory;
  private final RunHistory history;

  HistoryPlace(WorkflowDirectory directory, RunHistory history) {
    this.directory = directory;
    this.history = history;
  }

  RunHistory history() {
    return history;
  }

  /**
   * Returns the workflow above an id.
   *
   * @throws ResourceException 404 {@code WorkflowNotFound}
   */
  WorkflowDirectory.Entry workflow(ResourceId id) {
    ResourceId workflow = id;
    while (!isWorkflow(workflow)) {
      workflow = workflow.parent().orElseThrow(() -> ResourceException.notFound(id));
    }
    ResourceId found = LogicPaths.canonical(workflow);
    return directory
        .find(found)
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "WorkflowNotFound",
                    "The workflow '%s' could not be found.".formatted(found.name())));
  }

  private static boolean isWorkflow(ResourceId id) {
    return LogicPaths.PREFIXES.stream().anyMatch(id::isType);
  }

  /**
   * Returns the run that an id names or lies below.
   *
   * @throws ResourceException 404 {@code WorkflowRunNotFound}
   */
  RunRecord run(ResourceId id) {
    String run = LogicPaths.names(id).get(1);
    return history
        .run(new RunRef(workflow(id).key(), run))
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "WorkflowRunNotFound",
                    "The workflow run '%s' could not be found.".formatted(run)));
  }
}
