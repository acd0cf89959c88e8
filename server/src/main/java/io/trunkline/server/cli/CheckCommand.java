package io.trunkline.server.cli;

import io.trunkline.server.cli.workflow.LocalConnectors;
import io.trunkline.server.node.ConnectorLibrary;
import io.trunkline.workflows.check.AppChecker;
import io.trunkline.workflows.check.Catalogue;
import io.trunkline.workflows.check.WorkflowChecker;
import io.trunkline.workflows.definition.DefinitionLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trunkline check}. */
@Command(
    name = "check",
    description = {
      "Says what of a template, workflow, policy or emulator Config.json is not supported, line by"
          + " line with its place, without a node. A folder is a Standard app, or is searched for"
          + " such files and apps. The status is 1 where there is something that does not work;"
          + " lines that say 'Suspicious' do not count."
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files and folders to check.")
  private List<Path> files;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of a node, whose declared connectors count as supported.")
  private Path data;

  private boolean clean = true;

  @Override
  public Integer call() {
    Optional<Path> declared = Optional.ofNullable(data).map(path -> path.resolve("connectors"));
    Catalogue connectors = Catalogue.with(LocalConnectors.withoutCalls(declared));
    WorkflowChecker workflows = new WorkflowChecker(DefinitionLimits.DEFAULT, connectors);
    FileCheck check = new FileCheck(workflows, ConnectorLibrary.factories(declared));
    FolderCheck folders = new FolderCheck(check, new AppChecker(workflows, connectors));
    for (Path file : files) {
      try {
        if (Files.isDirectory(file)) {
          folders.check(file).forEach(this::report);
        } else {
          report(file, check.check(Files.readAllBytes(file), file.getFileName().toString()));
        }
      } catch (NoSuchFileException e) {
        throw new CommandException("There is no file " + file + ".");
      } catch (IOException e) {
        throw new CommandException(file + " cannot be read: " + e.getMessage());
      }
    }
    return clean ? 0 : 1;
  }

  private void report(Path file, List<Note> notes) {
    notes.forEach(note -> System.out.println(file + ": " + note.text()));
    boolean works = notes.stream().allMatch(Note::suspicion);
    if (works) {
      System.out.println(file + ": supported");
    }
    clean &= works;
  }
}
