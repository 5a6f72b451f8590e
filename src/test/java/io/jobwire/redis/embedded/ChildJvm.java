package io.jobwire.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Runs {@link EmbeddedRedisChild} in a JVM and a process group of its own. */
final class ChildJvm implements AutoCloseable {
  private final Process shell;
  private final BufferedReader said;
  private final long pid;
  private final String verdict;

  private ChildJvm(Process shell) throws IOException {
    this.shell = shell;
    this.said = shell.inputReader();
    this.pid = Long.parseLong(said.readLine());
    this.verdict = firstWords();
  }

  static ChildJvm on(Path dataFolder) throws IOException {
    return new ChildJvm(
        new ProcessBuilder(Stream.concat(ownGroup().stream(), java(dataFolder).stream()).toList())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** The leader says its pid, then becomes the JVM. */
  private static List<String> ownGroup() {
    String becomeIt = "echo $$; exec \"$@\"";
    return Files.isExecutable(Path.of("/bin/bash"))
        ? List.of(
            "/bin/bash",
            "-c",
            "set -m; /bin/sh -c '" + becomeIt + "' sh \"$@\" & wait $! 2>/dev/null",
            "bash")
        : List.of("setsid", "/bin/sh", "-c", becomeIt, "sh");
  }

  private static List<String> java(Path dataFolder) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        EmbeddedRedisChild.class.getName(),
        dataFolder.toString());
  }

  /** Log lines may come first. */
  private String firstWords() throws IOException {
    String line = said.readLine();
    while (line != null && !line.matches("(ready|refused) .*")) {
      line = said.readLine();
    }
    return line;
  }

  /** "ready" or "refused", with what it said about it. */
  String verdict() {
    return verdict;
  }

  long pid() {
    return pid;
  }

  long serverPid() {
    assertThat(verdict).startsWith("ready ");
    return Long.parseLong(verdict.substring("ready ".length()));
  }

  /** The shells between it and its server. */
  List<ProcessHandle> guards() {
    return ProcessHandle.of(pid)
        .orElseThrow()
        .descendants()
        .filter(process -> process.pid() != serverPid())
        .toList();
  }

  void kill() {
    Signal.send("KILL", pid);
    shell.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  static void assertGoneWithin(Duration patience, long pid) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (runs(pid) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    assertThat(runs(pid)).isFalse();
  }

  /**
   * A dead process keeps its pid until its parent has asked for it, but has no command any more.
   */
  static boolean runs(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
  }

  @Override
  public void close() {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    shell.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
