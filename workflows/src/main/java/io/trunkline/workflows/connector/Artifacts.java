package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Maps and schemas that actions name: those of an integration account, or of the folder {@code
 * Artifacts} of a Standard project (reference/workflows.md §4.11, §8.1). Methods may block.
 */
public interface Artifacts {
  /** What an artifact is. */
  enum Kind {
    MAP("maps"),
    SCHEMA("schemas"),
    PARTNER("partners"),
    AGREEMENT("agreements");

    private final String collection;

    Kind(String collection) {
      this.collection = collection;
    }

    /** Returns the name of the resource type below an integration account. */
    public String collection() {
      return collection;
    }
  }

  /**
   * An artifact.
   *
   * @param content its bytes; empty where it has properties only
   * @param properties what an integration account says of it; {@code content} alone for files
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Artifact(String name, byte[] content, JsonNode properties) {}

  /**
   * Finds an artifact.
   *
   * @param workflowId ARM id of the workflow that asks
   * @param name with or without the extension of its file
   */
  Optional<Artifact> find(String workflowId, Kind kind, String name);

  /** Returns a place without artifacts. */
  static Artifacts none() {
    return (workflowId, kind, name) -> Optional.empty();
  }

  /** Returns artifacts of two places; those of this one come first. */
  default Artifacts or(Artifacts others) {
    return (workflowId, kind, name) ->
        find(workflowId, kind, name).or(() -> others.find(workflowId, kind, name));
  }
}
