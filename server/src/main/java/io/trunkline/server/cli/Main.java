package io.trunkline.server.cli;

import io.trunkline.server.cli.workflow.WorkflowCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code trunkline}: an integration platform that Azure clients can be pointed at. */
@Command(
    name = "trunkline",
    description = {
      "An open, self-hosted integration platform: API gateway, workflow engine, message broker and"
          + " event router in one process, for unmodified Azure clients.",
      "",
      "First steps: 'trunkline quickstart' shows the whole of it at work;"
          + " 'trunkline start --dev' starts a node for development."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StartCommand.class,
      DeployCommand.class,
      StatusCommand.class,
      ClusterCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      ConnectionStringCommand.class,
      EnvCommand.class,
      TrustCommand.class,
      CheckCommand.class,
      WorkflowCommand.class,
      HelpCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              line.getErr().println("trunkline: " + failure.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            });
  }
}
