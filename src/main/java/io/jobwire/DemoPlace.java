package io.jobwire;

import io.jobwire.config.Settings;
import io.jobwire.config.SettingsError;
import io.jobwire.demo.Acts;
import io.jobwire.demo.Demo;
import io.jobwire.demo.Rival;
import io.jobwire.demo.Visitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where a demo takes place: a folder for its Redis that goes with it, and settings under which
 * nobody waits long. For this machine alone, whatever the settings file says of keys and addresses.
 */
final class DemoPlace {
  private static final int LEASE_MS = 3_000;
  private static final int SWEEP_MS = 300;

  /** Which share of the usual time is taken, in percent: a test has no use for pauses. */
  private static final String PACE = "jobwire.demo.pace";

  private static final List<String> NOT_ITS_OWN =
      List.of("auth", "redis", "cluster", "tls", "errors");

  private final Path folder;
  private final List<Rival> rivals = new CopyOnWriteArrayList<>();

  private DemoPlace(Path folder) {
    this.folder = folder;
  }

  static DemoPlace make() throws StartError {
    try {
      return new DemoPlace(Files.createTempDirectory("jobwire-demo-"));
    } catch (IOException full) {
      throw new StartError("There is no place for a demo: " + full.getMessage());
    }
  }

  Settings settings(Optional<Path> configFile) throws SettingsError {
    Settings usual = load(configFile, Map.of());
    int port = free(usual.verticles().api().port());
    return load(configFile, Map.of("verticles.api.port", port, "verticles.bridge.port", port));
  }

  private Settings load(Optional<Path> configFile, Map<String, Object> ports) throws SettingsError {
    Map<String, Object> values = new LinkedHashMap<>(ports);
    values.put("host", "127.0.0.1");
    values.put("management.port", 0);
    values.put("data.folder", folder.resolve("redis"));
    values.put("jobs.leaseMs", LEASE_MS);
    values.put("jobs.sweepMs", SWEEP_MS);
    values.put("handlers.load", true);
    // The console tells the story itself.
    values.put("log.requests", false);
    values.put("log.jobs", false);
    values.put("workers." + Acts.ONE_AT_A_TIME + ".concurrency", 1);
    for (String part : List.of("api", "bridge", "jobs", "subscriber", "worker", "scheduler")) {
      values.put("verticles." + part + ".instances", 1);
    }
    return Settings.load(
        configFile, System.getenv(), Path.of(""), new Settings.Changes(NOT_ITS_OWN, values));
  }

  /** The port that was asked for, or any when it is taken. */
  private static int free(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return port == 0 ? 0 : probe.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }

  Demo demo(Node node, Settings settings, Consumer<String> console) {
    Visitor visitor = Visitor.at(URI.create(node.address()));
    Rival rival = new Rival(folder, rivalsVariables(node, settings));
    rivals.add(rival);
    return new Demo(visitor, rival, console, Integer.getInteger(PACE, 100));
  }

  /** A process that does nothing but work, on the same Redis. */
  private static Map<String, String> rivalsVariables(Node node, Settings settings) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String part : List.of("API", "BRIDGE", "JOBS", "SUBSCRIBER", "SCHEDULER")) {
      variables.put("JOBWIRE_VERTICLES_" + part + "_INSTANCES", "0");
    }
    variables.put("JOBWIRE_VERTICLES_WORKER_INSTANCES", "1");
    variables.put("JOBWIRE_MANAGEMENT_PORT", "0");
    variables.put("JOBWIRE_HANDLERS_LOAD", "true");
    variables.put("JOBWIRE_JOBS_LEASE_MS", Long.toString(settings.jobs().lease().toMillis()));
    variables.put("JOBWIRE_JOBS_SWEEP_MS", Long.toString(settings.jobs().sweep().toMillis()));
    variables.put("REDIS_URL", node.redisUri());
    return variables;
  }

  /** Once nobody uses it any more. */
  void remove() {
    rivals.forEach(Rival::close);
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(DemoPlace::delete);
    } catch (IOException | UncheckedIOException stays) {
      System.err.println("The folder " + folder + " stays: " + stays.getMessage());
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (NoSuchFileException gone) {
      // by itself, as the server's socket does
    } catch (IOException stays) {
      throw new UncheckedIOException(stays);
    }
  }
}
