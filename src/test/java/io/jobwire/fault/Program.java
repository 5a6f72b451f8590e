package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Eventually;
import io.jobwire.testing.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jar as a process of its own: what it says, how it is hit, how it ends. */
final class Program {
  private final Process process;
  private final List<String> secrets;
  private final Lines out;
  private final Lines err;
  private final long startedNanos = System.nanoTime();
  private List<ProcessHandle> helpers = List.of();

  /** Those who ask for secrets know them: nobody else may read them. */
  Program(Process process, List<String> secrets) {
    this.process = process;
    this.secrets = List.copyOf(secrets);
    this.out = new Lines(process.inputReader());
    this.err = new Lines(process.errorReader());
  }

  /** Waits for a line on standard output. */
  Matcher says(String pattern) {
    return found(out, pattern);
  }

  /** Waits for a line on standard error. */
  Matcher warns(String pattern) {
    return found(err, pattern);
  }

  boolean hasSaid(String pattern) {
    return out.soFar().stream().anyMatch(line -> line.matches(pattern));
  }

  boolean hasWarned(String pattern) {
    return err.soFar().stream().anyMatch(line -> line.matches(pattern));
  }

  /** Waits for the end; a signal counts as 128 and its number. */
  int exitStatus() {
    return exitStatus(Eventually.PATIENCE);
  }

  int exitStatus(Duration patience) {
    try {
      return process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS).exitValue();
    } catch (TimeoutException stillThere) {
      throw new AssertionError("Still running after " + patience, stillThere);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurried);
    } catch (java.util.concurrent.ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Everything on standard output, once it has ended. */
  List<String> words() {
    return out.all(Eventually.PATIENCE);
  }

  /** Everything on standard error, once it has ended. */
  List<String> complaints() {
    return err.all(Eventually.PATIENCE);
  }

  long pid() {
    return process.pid();
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** The embedded Redis and the shells that guard it. */
  List<ProcessHandle> helpers() {
    return process.descendants().toList();
  }

  /** As a crash would; comes back when it is gone. */
  void kill() {
    strike();
    exitStatus();
  }

  /** Frozen: its connections stay, it does nothing. */
  void stop() {
    signal("STOP");
  }

  void cont() {
    signal("CONT");
  }

  void term() {
    signal("TERM");
  }

  /** Ends it, and gives who goes with it: the embedded Redis, by itself. */
  List<ProcessHandle> strike() {
    if (process.isAlive()) {
      helpers = helpers();
    }
    process.destroyForcibly();
    return helpers;
  }

  List<String> secrets() {
    return secrets;
  }

  String transcript() {
    return "process %d%n--- standard output%n%s%n--- standard error%n%s%n"
        .formatted(process.pid(), String.join("\n", out.soFar()), String.join("\n", err.soFar()));
  }

  /** A dead process keeps its id until its parent has asked for it, but has no command any more. */
  static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  private void signal(String name) {
    assertThat(Signal.send(name, process.pid())).as("SIG%s taken", name).isTrue();
  }

  private Matcher found(Lines lines, String pattern) {
    return lines
        .first(Pattern.compile(pattern), Eventually.PATIENCE)
        .orElseThrow(() -> new AssertionError("Never said: " + pattern + "\n" + transcript()));
  }
}
