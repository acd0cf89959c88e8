package io.trunkline.workflows.definition;

import io.trunkline.workflows.expression.Template;
import java.util.Optional;

/**
 * The {@code runtimeConfiguration} of a trigger or action (reference/workflows.md §3.1, §4.1).
 *
 * @param concurrentRuns runs of a trigger at a time, 1–100; an integer after evaluation
 * @param maximumWaitingRuns runs that may wait for a turn, 1–100
 * @param repetitions iterations of a Foreach at a time, 1–50
 * @param securesInputs whether history must not show the inputs
 * @param securesOutputs whether history must not show the outputs
 * @param minimumItemCount items to collect by following pages
 * @param isChunked whether content travels in chunks
 * @param staticResult the name of the enabled static result
 * @param requestTimeout ISO 8601 duration of one request
 */
public record RuntimeConfiguration(
    Optional<Template> concurrentRuns,
    Optional<Template> maximumWaitingRuns,
    Optional<Template> repetitions,
    boolean securesInputs,
    boolean securesOutputs,
    Optional<Template> minimumItemCount,
    boolean isChunked,
    Optional<String> staticResult,
    Optional<Template> requestTimeout) {}
