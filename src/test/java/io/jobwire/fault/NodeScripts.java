package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The clients of others, as programs of Node: fetched once, run as processes, read line by line.
 */
final class NodeScripts {
  private static final Path SOURCE = Path.of("src", "test", "node");
  private static final Path HOME = Path.of("target", "node");
  private static final int FETCH_SECONDS = 240;
  private static boolean ready;

  private NodeScripts() {}

  /** One script under way. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final List<JsonObject> lines = new ArrayList<>();

    private Running(Process process) {
      this.process = process;
      Thread reader = new Thread(this::read, "node");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      process.inputReader(StandardCharsets.UTF_8).lines().forEach(this::take);
    }

    private synchronized void take(String line) {
      lines.add(new JsonObject(line));
    }

    synchronized List<JsonObject> lines() {
      return List.copyOf(lines);
    }

    /** The numbered events, as they stand in the log. */
    List<JsonObject> events() {
      return lines().stream()
          .filter(line -> line.containsKey("seq"))
          .map(JsonObject::copy)
          .peek(event -> event.remove("lastEventId"))
          .toList();
    }

    List<JsonObject> errors() {
      return lines().stream().filter(line -> line.containsKey("error")).toList();
    }

    void hasSeen(int events) {
      Eventually.holds(
          events + " events, of " + lines(), () -> events().size() >= events || !process.isAlive());
    }

    void ends() {
      Eventually.holds("the script's end, after " + lines(), () -> !process.isAlive());
      assertThat(process.exitValue()).as("%s", lines()).isZero();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  static Running start(String script, JsonObject argument) {
    fetch();
    return new Running(process(HOME, "node", script, argument.encode()));
  }

  /** What the lock file names, no more than once for each state of it. */
  private static synchronized void fetch() {
    if (ready) {
      return;
    }
    try {
      Files.createDirectories(HOME);
      for (String file :
          List.of("package.json", "package-lock.json", ".npmrc", "follow.mjs", "browser.mjs")) {
        Files.copy(SOURCE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      String lock = Files.readString(HOME.resolve("package-lock.json"));
      Path stamp = HOME.resolve("fetched");
      if (!Files.exists(stamp) || !Files.readString(stamp).equals(lock)) {
        Process npm = process(HOME, "npm", "ci");
        assertThat(npm.waitFor(FETCH_SECONDS, TimeUnit.SECONDS)).as("npm ci ends").isTrue();
        assertThat(npm.exitValue()).as("npm ci: see above").isZero();
        Files.writeString(stamp, lock);
      }
      ready = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurried);
    }
  }

  private static Process process(Path folder, String... command) {
    try {
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException missing) {
      throw new AssertionError(
          "These tests run the clients of others and need Node, 20.19 or newer, with npm on the"
              + " PATH: "
              + missing.getMessage(),
          missing);
    }
  }
}
