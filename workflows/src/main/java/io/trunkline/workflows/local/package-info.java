/**
 * Workflows without a node: runs a definition in this process, in memory, with stand-ins for what
 * it calls and with time that jumps over waits. For {@code trunkline workflow run}, for tests of
 * workflows ({@code docs/workflow-tests.md}) and for whoever embeds the engine.
 *
 * <p>{@link io.trunkline.workflows.local.LocalEngine} runs, {@link
 * io.trunkline.workflows.local.RunReport} says what happened, {@link
 * io.trunkline.workflows.local.WorkflowTests} reads and runs files of tests.
 */
@NullMarked
package io.trunkline.workflows.local;

import org.jspecify.annotations.NullMarked;
