package io.trunkline.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code trunkline check}. */
@Command(
    name = "check",
    description = {
      "Says what of a template, workflow, policy or emulator Config.json is not supported, line by"
          + " line, without a node. The status is 1 where there is something."
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files to check.")
  private List<Path> files;

  @Override
  public Integer call() {
    boolean clean = true;
    for (Path file : files) {
      List<String> problems = FileCheck.check(read(file), file.getFileName().toString());
      problems.forEach(problem -> System.out.println(file + ": " + problem));
      if (problems.isEmpty()) {
        System.out.println(file + ": supported");
      }
      clean &= problems.isEmpty();
    }
    return clean ? 0 : 1;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CommandException("There is no file " + file + ".");
    } catch (IOException e) {
      throw new CommandException(file + " cannot be read: " + e.getMessage());
    }
  }
}
