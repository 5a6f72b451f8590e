package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The Redis user in conf/redis-acl.conf")
class RedisAclTest {
  private static final Path FILE = Path.of("conf/redis-acl.conf");
  private static final String USER = "jobwire";
  private static final String PASSWORD = "p@ss/word: 100%+";

  /** What no code of ours names: the client's own calls in a Cluster, and for another database. */
  private static final Set<String> OF_THE_CLIENT = Set.of("cluster|slots", "select");

  @TempDir Path folder;

  @Test
  @DisplayName("may call what the scripts and the code call, and nothing else")
  void commands() throws IOException {
    Set<String> needed = new TreeSet<>(OF_THE_CLIENT);
    needed.addAll(
        found("redis\\.p?call\\(\\s*['\"]([A-Za-z]+)['\"]", Path.of("src/main/resources/redis")));
    needed.addAll(found("\\bCommand\\.([A-Z]{3,})\\b", Path.of("src/main/java/io/jobwire/redis")));
    needed.addAll(
        found("\\bCommand\\.([A-Z]{3,})\\b", Path.of("src/main/java/io/jobwire/scheduler")));
    assertThat(needed).hasSizeGreaterThan(40);
    Set<String> allowed = words("\\+(\\S+)", line());
    assertThat(allowed).containsExactlyInAnyOrderElementsOf(needed);
  }

  @Test
  @DisplayName("is denied nothing through the life of jobs, their streams and their sweeps")
  void life() throws IOException {
    String mine = line().replace(">change-me", ">\"" + PASSWORD + "\"");
    mine = mine.replace(">\"" + PASSWORD + "\"", "\">" + PASSWORD + "\"");
    Path passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"), mine);
        Service service = Service.start(settings(redis, passwordFile))) {
      live(service);
      assertThat(redis.cli("ACL", "LOG")).isEqualTo(List.of());
    }
  }

  private static Map<String, Object> settings(RedisServer redis, Path passwordFile) {
    return Map.of(
        "redis.url",
        redis.uri().replace("redis://", "redis://" + USER + "@") + "/1",
        "redis.passwordFile",
        passwordFile,
        "redis.prefix",
        "jw",
        "jobs.leaseMs",
        600,
        "jobs.sweepMs",
        100,
        "jobs.retentionMs",
        1000,
        "limits.requestsPerSecond",
        100_000,
        "limits.connectionsPerAddress",
        100_000);
  }

  /**
   * Ends of every kind, a retry, a signal, a stream, a worker that is lost, what an operator asks.
   */
  private static void live(Service service) {
    Client ada = service.as("ada");
    String streamed =
        ada.created(
            "load.stream",
            new JsonObject()
                .put("chunks", 20)
                .put("checkpointEvery", 5)
                .put("failAt", 7)
                .put("failAttempts", 1));
    String slept = ada.created("load.sleep", new JsonObject().put("ms", 60_000));
    ada.event(slept, "job:running:v1");
    ada.post(
            "/api/jobs/" + slept + "/signals",
            new JsonObject().put("name", "n").put("signalId", "s"))
        .is(202);
    ada.cancel(slept).is(200);
    ada.post("/api/jobs/" + slept + "/resume").is(200);
    ada.cancel(slept).is(200);
    ada.delete("/api/jobs/" + slept).is(204);
    ada.toTheEnd(streamed);
    ada.get("/api/jobs/" + streamed + "/state").is(200);
    ada.get("/api/jobs").is(200);
    lose(service, ada);
    Client root = service.admin();
    for (String path :
        List.of("/api/jobs?userId=*", "/api/queues", "/api/types", "/api/realtime/stats")) {
      root.get(path).is(200);
    }
    root.post("/api/queues/load.noop/pause").is(200);
    root.post("/api/queues/load.noop/resume").is(200);
  }

  /**
   * A worker that claims and is never heard of again: the sweep takes its lease, another gets the
   * job.
   */
  private static void lose(Service service, Client ada) {
    Client worker = service.as("w", "worker");
    claim(worker, 0);
    String lost = ada.created("elsewhere", new JsonObject());
    assertThat(claim(worker, 5_000)).isEqualTo(lost);
    assertThat(claim(worker, 20_000)).isEqualTo(lost);
  }

  private static String claim(Client worker, int waitMs) {
    JsonObject wish =
        new JsonObject()
            .put("types", new JsonArray().add("elsewhere"))
            .put("max", 1)
            .put("waitMs", waitMs)
            .put("worker", "one");
    JsonArray jobs = worker.post("/api/worker/claim", wish).is(200).json().getJsonArray("jobs");
    return jobs.isEmpty() ? "none" : jobs.getJsonObject(0).getString("jobId");
  }

  private static String line() throws IOException {
    List<String> lines =
        Files.readAllLines(FILE).stream().filter(line -> !line.startsWith("#")).toList();
    assertThat(lines).singleElement().asString().startsWith("user " + USER + " ");
    return lines.get(0);
  }

  private static Set<String> found(String pattern, Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files
          .filter(Files::isRegularFile)
          .flatMap(file -> words(pattern, read(file)).stream())
          .collect(Collectors.toSet());
    }
  }

  private static Set<String> words(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1).toLowerCase(java.util.Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
