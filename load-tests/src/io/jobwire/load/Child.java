package io.jobwire.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A JVM that this one has started, what it says, and its end, which comes with ours at the latest.
 */
final class Child implements AutoCloseable {
  private static final int MOST_LINES = 20;

  private final Process process;
  private final Path log;
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private Child(Process process, Path log, String readyLine) {
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Thread reader = new Thread(() -> read(readyLine), "child");
    reader.setDaemon(true);
    reader.start();
  }

  /** Comes back once it has said a line that begins so. */
  static Child java(
      Path folder, List<String> words, Map<String, String> variables, String readyLine)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m", "-Xms128m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=simple"));
    String more = System.getenv("LOAD_TEST_JAVA_OPTIONS");
    if (more != null) {
      command.addAll(List.of(more.split(" ")));
    }
    command.addAll(words);
    Files.createDirectories(folder);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("errors.log").toFile());
    builder.environment().putAll(variables);
    Child child = new Child(builder.start(), folder.resolve("errors.log"), readyLine);
    child.ready.orTimeout(20, TimeUnit.SECONDS).join();
    return child;
  }

  private void read(String readyLine) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(readyLine)) {
          ready.complete(line);
        }
        said.add(line);
      }
      ready.completeExceptionally(new IllegalStateException("It ended: " + said));
    } catch (IOException gone) {
      ready.completeExceptionally(gone);
    }
  }

  private final List<String> said = new java.util.concurrent.CopyOnWriteArrayList<>();

  long pid() {
    return process.pid();
  }

  /** What should not be in a log at all is worth a look. */
  private void showErrors() {
    try (Stream<String> lines = Files.lines(log)) {
      lines
          .dropWhile(line -> !line.contains(" ERROR "))
          .limit(MOST_LINES)
          .forEach(System.err::println);
    } catch (IOException gone) {
      System.err.println("No log: " + gone);
    }
  }

  @Override
  public void close() {
    showErrors();
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
