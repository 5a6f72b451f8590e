package io.jobwire.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** How the jar is to be started: where, and under which variables. Can be used again and again. */
final class Launch {
  /**
   * For a Redis that a test kills. By default it acknowledges some writes before it hands them to
   * the system: those that come while an fsync of the append-only file is under way.
   */
  static final String KEEPS_ITS_WORD = "appendfsync always";

  /** Besides those that begin with our name: a variable of this machine must not decide a test. */
  private static final Set<String> OURS =
      Set.of(
          "PORT",
          "REDIS_URL",
          "DISABLE_REDIS",
          "JWT_SECRET",
          "JWT_SECRET_FILE",
          "FRONTEND_ORIGIN",
          "CLIENT_URL",
          "JAVA_TOOL_OPTIONS");

  /** What stands in these is nobody's to read. */
  private static final Set<String> SECRET =
      Set.of("JWT_SECRET", "JOBWIRE_AUTH_SECRET", "JOBWIRE_LLM_KEY", "JOBWIRE_ERRORS_WEBHOOK");

  private static final List<String> SMALL_AND_QUICK =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private final Path folder;
  private final String jar;
  private final Map<String, String> variables;
  private final Consumer<Program> onStart;

  private Launch(
      Path folder, String jar, Map<String, String> variables, Consumer<Program> onStart) {
    this.folder = folder;
    this.jar = jar;
    this.variables = variables;
    this.onStart = onStart;
  }

  /** On any free ports, with the load handlers, one instance of each part. */
  static Launch in(Path folder, Consumer<Program> onStart) {
    return new Launch(folder, System.getProperty("jobwire.jar"), Map.of(), onStart)
        .with("PORT", 0)
        .with("JOBWIRE_MANAGEMENT_PORT", 0)
        .with("JOBWIRE_HANDLERS_LOAD", true)
        .with("JOBWIRE_VERTICLES_API_INSTANCES", 1)
        .with("JOBWIRE_VERTICLES_BRIDGE_INSTANCES", 1);
  }

  Launch with(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(variables);
    more.put(name, value.toString());
    return new Launch(folder, jar, more, onStart);
  }

  /** Another jar than the one just built: that of another version. */
  Launch ofJar(String other) {
    return new Launch(folder, other, variables, onStart);
  }

  /** A worker silent for a second and a half loses its job: tests take seconds, not minutes. */
  Launch withShortLeases() {
    return with("JOBWIRE_JOBS_LEASE_MS", Service.LEASE.toMillis())
        .with("JOBWIRE_JOBS_SWEEP_MS", Service.SWEEP.toMillis());
  }

  /** Waits until it serves. */
  Service service() {
    return starting().ready();
  }

  /** Comes back at once. */
  Service starting() {
    return new Service(program());
  }

  Program program(String... options) {
    Program program = new Program(process(options), secrets());
    onStart.accept(program);
    return program;
  }

  private List<String> secrets() {
    return SECRET.stream().filter(variables::containsKey).map(variables::get).toList();
  }

  private Process process(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SMALL_AND_QUICK);
    command.addAll(List.of("-jar", jar));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> OURS.contains(name) || name.startsWith("JOBWIRE_"));
    builder.environment().putAll(variables);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
