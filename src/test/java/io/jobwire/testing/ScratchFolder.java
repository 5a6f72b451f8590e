package io.jobwire.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for what the tests of this JVM share. */
final class ScratchFolder {
  private ScratchFolder() {}

  static Path create() throws IOException {
    return Files.createTempDirectory("jobwire-test-");
  }

  /** One hook for both, because hooks run side by side. */
  static void atExit(Runnable endItsUsers, Path folder) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  endItsUsers.run();
                  delete(folder);
                }));
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println("Left behind: " + folder);
    }
  }
}
