package io.jobwire.redis.embedded;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server under a shell that ends it when this JVM is gone, however that happened: the shell reads
 * a pipe that only we hold open.
 *
 * <p>Redis takes SIGINT for an order to end, and puts its own handler over an inherited "ignore".
 * So that Ctrl-C does not end it before we have closed our connections, it runs where the
 * terminal's signals do not reach: in a session of its own, or (macOS has no {@code setsid}) in a
 * process group of its own.
 */
public final class GuardedServer {
  /** Read by the server in its folder. */
  public static final String CONFIG = "redis.conf";

  static final String LOG = "redis.log";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * $1 the server, $2 a folder that goes with it, or nothing. With {@code set -m} off again, a
   * server that is only stopped is still waited for. SIGCONT, because a stopped one hears no
   * SIGTERM.
   */
  private static final String GUARD =
      """
      trap '' HUP INT QUIT TERM
      exec 3<&0
      "$1" redis.conf </dev/null >>redis.log 2>&1 3<&- &
      server=$!
      set +m
      echo "$server"
      (
        read -r never <&3
        kill -TERM "$server"
        kill -CONT "$server"
        seconds=0
        while kill -0 "$server" && [ $seconds -lt 20 ]; do
          sleep 1
          seconds=$((seconds + 1))
        done
        kill -KILL "$server"
      ) >/dev/null 2>&1 &
      reader=$!
      wait "$server"
      status=$?
      kill -KILL "$reader"
      if [ -n "$2" ]; then
        rm -f "$2/redis.sock"
        rmdir "$2"
      fi
      exit $status
      """;

  private final Process guard;
  private final long pid;

  /** Absent when it had ended before we could look. */
  private final Optional<ProcessHandle> server;

  private GuardedServer(Process guard, long pid) {
    this.guard = guard;
    this.pid = pid;
    this.server = ProcessHandle.of(pid);
  }

  /** Started in the folder, where its configuration lies; not yet ready. */
  public static GuardedServer start(Path program, Path folder) throws IOException {
    return start(shell(), program, folder, Optional.empty());
  }

  static GuardedServer start(Path program, Path folder, Optional<Path> goesWithIt)
      throws IOException {
    return start(shell(), program, folder, goesWithIt);
  }

  static GuardedServer start(
      List<String> shell, Path program, Path folder, Optional<Path> goesWithIt) throws IOException {
    List<String> command = new ArrayList<>(shell);
    command.add("jobwire-redis-guard");
    command.add(program.toAbsolutePath().toString());
    command.add(goesWithIt.map(Path::toString).orElse(""));
    Process guard =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(Redirect.DISCARD)
            .start();
    String pid = guard.inputReader().readLine();
    if (pid == null) {
      throw new IOException("The shell ended before it started Redis: " + shell.get(0));
    }
    GuardedServer started = new GuardedServer(guard, Long.parseLong(pid));
    started.endWithTheGuard();
    return started;
  }

  /** A guard that was killed itself leaves the server running, with nobody to end it after us. */
  private void endWithTheGuard() {
    guard.onExit().thenRun(() -> server.ifPresent(ProcessHandle::destroy));
  }

  private static List<String> shell() {
    Optional<Path> setsid = program("setsid");
    if (setsid.isPresent()) {
      return ownSession(setsid.get());
    }
    Path bash = Path.of("/bin/bash");
    return Files.isExecutable(bash) ? ownGroup(bash) : List.of("/bin/sh", "-c", GUARD);
  }

  static List<String> ownSession(Path setsid) {
    return List.of(setsid.toString(), "/bin/sh", "-c", GUARD);
  }

  /** Bash, not any shell: dash would take the terminal away from the JVM. */
  static List<String> ownGroup(Path bash) {
    return List.of(bash.toString(), "-c", "set -m\n" + GUARD);
  }

  private static Optional<Path> program(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(
            Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/bin", "/bin"))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public long pid() {
    return pid;
  }

  /** The exit status, as a shell tells it, once the server has ended for whatever reason. */
  public CompletableFuture<Integer> ended() {
    return guard.onExit().thenApply(Process::exitValue);
  }

  public boolean hasEnded() {
    return !guard.isAlive();
  }

  /** Not cut short by an interrupt: who ends a server wants to know that it has ended. */
  public boolean endsWithin(Duration patience) {
    try {
      ended().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
      return true;
    } catch (CompletionException stillThere) {
      return false;
    }
  }

  /** A clean end; by force when nothing comes of it. */
  public void terminate() {
    server.ifPresent(ProcessHandle::destroy);
    if (!endsWithin(PATIENCE)) {
      kill();
    }
  }

  /** As a crash would. */
  public void kill() {
    server.ifPresent(ProcessHandle::destroyForcibly);
    endsWithin(PATIENCE);
  }
}
