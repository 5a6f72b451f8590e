package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.bridge.BridgeClient;
import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A user whose jobs hold as much as they may")
class StoredQuotaTest {
  private static final long MOST = 20_000;
  private static final int PARTITIONS = 16;
  private static final int FIRST_EVENT = 512;
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private static Service one;
  private static Service two;

  @BeforeAll
  static void start() {
    one =
        Service.start(
            Map.of(
                "limits.storedBytesPerUser",
                MOST,
                "redis.partitions",
                PARTITIONS,
                "verticles.jobs.instances",
                2));
    two = one.another();
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
  }

  /** It waits, and its input has so many bytes. */
  private static JsonObject waiting(int bytes) {
    JsonObject input = new JsonObject().put("text", "");
    input.put("text", "x".repeat(bytes - input.encode().length()));
    return new JsonObject().put("type", "load.noop").put("delayMs", 3_600_000).put("input", input);
  }

  private static void fillUp(Client client) {
    client.create(waiting(10_000)).is(201);
    client.create(waiting(9_000)).is(201);
    client.create(waiting(1_000)).isProblem(413, "too_large");
  }

  /** As Redis has it. */
  private static long held(String user) {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(p -> one.prefix() + ":{" + p + "}:stored")
        .map(key -> RedisServer.shared().cli("HGET", key, user))
        .mapToLong(bytes -> bytes == null ? 0 : Long.parseLong(bytes.toString()))
        .sum();
  }

  private static List<Integer> statuses(Reply batch) {
    return batch.is(207).list("jobs").stream().map(job -> job.getInteger("status")).toList();
  }

  private static Reply batch(Client client, List<JsonObject> jobs) {
    return client.post("/api/jobs/batch", new JsonObject().put("jobs", new JsonArray(jobs)));
  }

  private static void eventually(BooleanSupplier condition) {
    Eventually.holds("what was waited for", Duration.ofNanos(PATIENCE_NANOS), condition);
  }

  @Test
  @DisplayName(
      "gets 413 with what they hold and what helps, on each instance, and nobody else does")
  void refused() {
    one.as("ada").create(waiting(10_000)).is(201);
    two.as("ada").create(waiting(9_000)).is(201);
    for (Service each : List.of(one, two)) {
      Reply refused = each.as("ada").create(waiting(1_000)).isProblem(413, "too_large");
      assertThat(refused.problem().getString("detail"))
          .isEqualTo(
              "Your jobs hold "
                  + held("ada")
                  + " bytes and may hold 20000; the input of this one has 1000."
                  + " Delete jobs that have ended, or wait until they are purged.");
    }
    one.as("ada").create(waiting(100)).is(201);
    two.as("another").create(waiting(1_000)).is(201);
    one.as("ada").get("/api/jobs").is(200);
  }

  @Test
  @DisplayName("is refused on the bridge as well, also a search")
  void bridge() {
    fillUp(one.as("bridget"));
    try (BridgeClient client = BridgeClient.as(one.as("bridget").token(), one.port())) {
      JsonObject search = new JsonObject().put("query", "q".repeat(1_000));
      for (JsonObject refused :
          List.of(client.ask("jobs.create", waiting(1_000)), client.ask("search.start", search))) {
        assertThat(refused.getString("type")).as(refused.encode()).isEqualTo("err");
        assertThat(refused.getInteger("failureCode")).isEqualTo(413);
        assertThat(refused.getString("message")).isEqualTo("too_large");
      }
    }
  }

  @Test
  @DisplayName("has room again when a job is deleted")
  void deleted() {
    Client ben = one.as("ben");
    Reply first = ben.create(waiting(15_000)).is(201);
    ben.create(waiting(6_000)).isProblem(413, "too_large");
    ben.cancel(first.jobId()).is(200);
    ben.create(waiting(6_000)).isProblem(413, "too_large");
    ben.delete("/api/jobs/" + first.jobId()).is(204);
    assertThat(held("ben")).isZero();
    ben.create(waiting(6_000)).is(201);
  }

  @Test
  @DisplayName("has room again when ended jobs are purged")
  void purged() {
    Map<String, Object> shortly =
        Map.of("limits.storedBytesPerUser", MOST, "jobs.retentionMs", 1_000, "jobs.sweepMs", 100);
    try (Service brief = Service.start(shortly)) {
      Client cleo = brief.as("cleo");
      Reply first = cleo.create(waiting(15_000)).is(201);
      cleo.create(waiting(6_000)).isProblem(413, "too_large");
      cleo.cancel(first.jobId()).is(200);
      eventually(() -> cleo.create(waiting(6_000)).status() == 201);
    }
  }

  @Test
  @DisplayName("still gets the answer to what was made before, and 409 to what differs from it")
  void repeats() {
    Client dan = one.as("dan");
    JsonObject first = waiting(10_000).put("jobId", "dans");
    dan.create(first).is(201);
    dan.create(waiting(9_000)).is(201);
    dan.create(first).is(200);
    two.as("dan").create(first).is(200);
    dan.create(first.copy().put("priority", 1)).isProblem(409, "job_exists");
    dan.create(waiting(1_000).put("jobId", "dans-other")).isProblem(413, "too_large");
    assertThat(statuses(batch(dan, List.of(waiting(1_000), first)))).containsExactly(413, 200);
  }

  @Test
  @DisplayName("keeps the jobs that run: they go beyond it, and end")
  void running() {
    Client eva = one.as("eva");
    JsonObject input = new JsonObject().put("chunks", 60).put("bytes", 1_000).put("everyMs", 5);
    String stream = eva.created("load.stream", input);
    eva.toTheEnd(stream);
    assertThat(eva.view(stream).getString("state")).isEqualTo("completed");
    assertThat(held("eva")).isGreaterThan(MOST);
    eva.create(waiting(100)).isProblem(413, "too_large");
  }

  @Test
  @DisplayName("gets 413 for what is too much of a batch, and no room is wasted or taken twice")
  void batches() {
    Client fay = one.as("fay");
    List<JsonObject> jobs = new ArrayList<>();
    IntStream.range(0, 200).forEach(i -> jobs.add(waiting(900)));
    jobs.add(0, waiting(30_000));
    List<Integer> statuses = statuses(batch(fay, jobs));
    assertThat(statuses).containsOnly(201, 413).first().isEqualTo(413);
    assertThat(held("fay")).isBetween(MOST - 900 + 1, MOST + FIRST_EVENT);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSizeBetween(15, 22);
  }

  @Test
  @DisplayName("makes the whole of a batch that there is room for")
  void roomForAll() {
    List<JsonObject> jobs = IntStream.range(0, 50).mapToObj(i -> waiting(150)).toList();
    assertThat(statuses(batch(two.as("guy"), jobs))).containsOnly(201);
  }

  @Test
  @DisplayName("passes it on two instances at once by no more than a job of one of them")
  void atOnce() {
    List<JsonObject> jobs = IntStream.range(0, 60).mapToObj(i -> waiting(900)).toList();
    String body = new JsonObject().put("jobs", new JsonArray(jobs)).encode();
    List<CompletableFuture<Reply>> both =
        List.of(one, two).stream()
            .map(each -> each.as("hal").sendJsonAsync("POST", "/api/jobs/batch", body))
            .toList();
    both.forEach(reply -> assertThat(statuses(reply.join())).containsOnly(201, 413));
    assertThat(held("hal")).isBetween(MOST - 900 + 1, MOST + 900 + 2 * FIRST_EVENT);
  }
}
