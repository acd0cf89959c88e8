package io.trunkline.server.cli;

import io.trunkline.server.cli.workflow.WorkflowCommand;
import java.util.List;
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
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  /** In the order in which the help lists them. */
  private static final List<String> COMMANDS =
      List.of(
          "start",
          "deploy",
          "status",
          "cluster",
          "backup",
          "restore",
          "connection-string",
          "env",
          "trust",
          "check",
          "workflow",
          "help");

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine(arguments).execute(arguments));
  }

  /**
   * Returns the command line that understands the arguments. Where they begin with a command it
   * knows that one alone: to describe all of them takes a noticeable part of a node's start.
   */
  static CommandLine commandLine(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    String first = arguments.length == 0 ? "help" : arguments[0];
    boolean alone = COMMANDS.contains(first) && !first.equals("help");
    for (String name : alone ? List.of(first) : COMMANDS) {
      line.addSubcommand(name, command(name));
    }
    return line.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          failed.getErr().println("trunkline: " + failure.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
  }

  private static Object command(String name) {
    return switch (name) {
      case "start" -> new StartCommand();
      case "deploy" -> new DeployCommand();
      case "status" -> new StatusCommand();
      case "cluster" -> new ClusterCommand();
      case "backup" -> new BackupCommand();
      case "restore" -> new RestoreCommand();
      case "connection-string" -> new ConnectionStringCommand();
      case "env" -> new EnvCommand();
      case "trust" -> new TrustCommand();
      case "check" -> new CheckCommand();
      case "workflow" -> new WorkflowCommand();
      default -> new HelpCommand();
    };
  }
}
