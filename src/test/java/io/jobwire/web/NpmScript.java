package io.jobwire.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A script of the web package, run to its end; what it says is shown when it fails. */
final class NpmScript {
  private static final Path PACKAGE = Path.of("src", "main", "web");
  private static final Path SAID = Path.of("target", "web-reports");
  private static final int MOST_MINUTES = 8;
  private static final int LAST_LINES = 150;

  private NpmScript() {}

  static void run(String script) {
    try {
      Files.createDirectories(SAID);
      Path said = SAID.resolve(script.replace(':', '-') + ".txt");
      Process npm =
          new ProcessBuilder("npm", "run", script)
              .directory(PACKAGE.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      try {
        boolean ended = npm.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
        assertThat(ended).as("npm run %s ends; %s", script, last(said)).isTrue();
        assertThat(npm.exitValue()).as("npm run %s; %s", script, last(said)).isZero();
      } finally {
        npm.descendants().forEach(ProcessHandle::destroy);
        npm.destroy();
      }
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurried);
    }
  }

  private static String last(Path said) throws IOException {
    List<String> lines = Files.readAllLines(said);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
