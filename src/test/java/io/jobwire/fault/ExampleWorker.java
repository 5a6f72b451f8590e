package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jobwire.testing.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The workers under {@code src/main/examples}, each started as its README says. */
enum ExampleWorker {
  NODE {
    @Override
    ProcessBuilder command() {
      return new ProcessBuilder("node", "worker.js").directory(installed().toFile());
    }
  },
  /**
   * Who builds Jobwire needs no Python: without one its tests are skipped, which fails the check.
   */
  PYTHON {
    @Override
    ProcessBuilder command() {
      assumeThat(canRun("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))"))
          .as("python3, 3.9 or newer, is on the PATH")
          .isTrue();
      return new ProcessBuilder("python3", EXAMPLES.resolve("python-worker.py").toString());
    }
  };

  private static final Path EXAMPLES = Path.of("src", "main", "examples");
  private static final Path PACKAGE = Path.of("target", "jobwire-client.tgz");

  /** As deep as the example's own folder, so that it finds the package by the same way. */
  private static final Path HOME = Path.of("target", "it", "examples", "node-worker");

  private static final int INSTALL_SECONDS = 120;
  private static boolean installed;

  abstract ProcessBuilder command();

  /** A type of its own for each test of each worker: none takes another's jobs. */
  String type(String test) {
    return "words-" + name().toLowerCase(Locale.ROOT) + "-" + test;
  }

  /** Comes back when it claims. */
  Program start(String url, String token, String type) {
    ProcessBuilder builder = command();
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    builder.environment().put("JOBWIRE_URL", url);
    builder.environment().put("JOBWIRE_TOKEN", token);
    builder.environment().put("JOBWIRE_TYPE", type);
    try {
      Program program = new Program(builder.start(), List.of(token));
      program.says("waits for jobs of the type " + type);
      return program;
    } catch (IOException missing) {
      throw new AssertionError(
          "The example workers need Node, 20.19 or newer, on the PATH: " + missing.getMessage(),
          missing);
    }
  }

  static String token(Service service) {
    JsonObject wish =
        new JsonObject().put("userId", "robot").put("scopes", new JsonArray().add("worker"));
    return service.post("/api/dev/token", wish).json().getString("token");
  }

  /** A type is known once it was claimed. */
  static String created(Service service, JsonObject job) {
    Eventually.holds("the type is known", () -> service.create(job).isCreated());
    return job.getString("jobId");
  }

  private static synchronized Path installed() {
    if (installed) {
      return HOME;
    }
    assumeThat(Boolean.getBoolean("skip.web") && !Files.exists(PACKAGE))
        .as("the web part is skipped, and with it the package that this worker needs")
        .isFalse();
    try {
      Files.createDirectories(HOME);
      for (String file : List.of("package.json", ".npmrc", "worker.js")) {
        Path from = EXAMPLES.resolve("node-worker").resolve(file);
        Files.copy(from, HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      assertThat(run(HOME, "npm", "install", "--offline", "--loglevel=error"))
          .as("npm install in the example's folder")
          .isTrue();
      installed = true;
      return HOME;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean canRun(String... command) {
    try {
      return run(Path.of("."), command);
    } catch (IOException missing) {
      return false;
    }
  }

  /**
   * With no stream of ours: Node makes those it inherits non-blocking for everybody, and Maven
   * talks to this process by its standard input.
   */
  private static boolean run(Path folder, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurried);
    } finally {
      process.destroy();
    }
  }
}
