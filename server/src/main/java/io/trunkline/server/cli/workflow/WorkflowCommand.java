package io.trunkline.server.cli.workflow;

import picocli.CommandLine.Command;

/** {@code trunkline workflow}. */
@Command(
    name = "workflow",
    description = "Runs, tests and explains workflows, for those who write them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RunCommand.class, TestCommand.class, ExplainCommand.class})
public final class WorkflowCommand {}
