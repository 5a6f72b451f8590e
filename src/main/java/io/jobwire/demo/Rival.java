package io.jobwire.demo;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A second process of this very program that does nothing but work, until it is killed. */
public final class Rival implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;
  private static final String MAIN = "io.jobwire.Jobwire";
  private static final Set<String> SETTINGS =
      Set.of(
          "PORT",
          "REDIS_URL",
          "DISABLE_REDIS",
          "JWT_SECRET",
          "JWT_SECRET_FILE",
          "FRONTEND_ORIGIN",
          "CLIENT_URL");

  private final Path folder;
  private final Map<String, String> variables;
  private Process process;

  /** {@code variables} are its only settings. */
  public Rival(Path folder, Map<String, String> variables) {
    this.folder = folder;
    this.variables = variables;
  }

  /** Comes back when it is ready to work. */
  void start() throws InterruptedException {
    try {
      launch();
      ready().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException | TimeoutException | ExecutionException failed) {
      throw new Unexpected("the second process does not start: " + failed.getMessage());
    }
  }

  private synchronized void launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                MAIN)
            .directory(folder.toFile())
            .redirectError(folder.resolve("worker.log").toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> SETTINGS.contains(name) || name.startsWith("JOBWIRE_"));
    builder.environment().putAll(variables);
    process = builder.start();
  }

  /** As this process has it, but from another folder. */
  private static String classPath() {
    List<String> entries =
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
    return entries.stream()
        .map(entry -> new File(entry).getAbsolutePath())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private CompletableFuture<Void> ready() {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process.inputReader(), ready), "jobwire-demo-worker");
    reader.setDaemon(true);
    reader.start();
    return ready;
  }

  /** To the end: a full pipe would stop it. */
  private static void read(BufferedReader output, CompletableFuture<Void> ready) {
    try (output) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("Ready")) {
          ready.complete(null);
        }
      }
    } catch (IOException killed) {
      // as it is to be
    }
    ready.completeExceptionally(new IOException("it ended"));
  }

  long pid() {
    return process.pid();
  }

  /** As {@code kill -9} does; comes back when it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      kill();
    }
  }
}
