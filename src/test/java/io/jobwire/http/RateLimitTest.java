package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag(Doors.TAG)
@DisplayName("A user who creates too much")
class RateLimitTest {
  private static final int BURST = 5;

  @RegisterExtension
  static final Doors doors =
      Doors.of(
          () -> Service.start(Map.of("limits.createsPerMinute", 2, "limits.createBurst", BURST)));

  private static Service one;
  private static Service two;

  @BeforeAll
  static void start() {
    one = doors.service();
    two = one.another();
  }

  @AfterAll
  static void stop() {
    two.close();
  }

  private static JsonObject noop() {
    return new JsonObject().put("type", "load.noop");
  }

  private static void spend(String user, int creates) {
    IntStream.range(0, creates).forEach(i -> one.as(user).create(noop()).is(201));
  }

  @Test
  @DisplayName("gets 429 after the burst, with when to come back, on whichever instance")
  void refused() {
    for (int i = 0; i < BURST; i++) {
      (i % 2 == 0 ? one : two).as("ada").create(noop()).is(201);
    }
    for (Service each : List.of(one, two)) {
      Reply refused = each.as("ada").create(noop()).isProblem(429, "rate_limited");
      int seconds = Integer.parseInt(refused.header("Retry-After"));
      assertThat(seconds).isBetween(20, 30);
      assertThat(refused.header("RateLimit")).isEqualTo("\"creates\";r=0;t=" + seconds);
      assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"creates\";q=2;w=60");
    }
    two.as("another").create(noop()).is(201);
    one.as("ada").get("/api/jobs").is(200);
  }

  @Test
  @DisplayName("is charged for what was made only: repeats and refusals cost nothing")
  void onlyWhatWasMade() {
    Client bob = one.as("bob");
    JsonObject mine = noop().put("jobId", "bobs");
    bob.create(mine).is(201);
    for (int i = 0; i < 3 * BURST; i++) {
      bob.create(mine).is(200);
      bob.create(mine.copy().put("priority", 1)).isProblem(409, "job_exists");
      bob.create(noop().put("priority", 99)).isProblem(422, "invalid");
      bob.create(new JsonObject().put("type", "unknown")).isProblem(422, "unknown_type");
    }
    spend("bob", BURST - 1);
    bob.create(noop()).isProblem(429, "rate_limited");
  }

  @Test
  @DisplayName("still gets the answer to what was made before, and earns nothing by asking for it")
  void repeatsPass() {
    Client eve = one.as("eve");
    JsonObject mine = noop().put("jobId", "eves");
    eve.create(mine).is(201);
    spend("eve", BURST - 1);
    for (int i = 0; i < 2 * BURST; i++) {
      eve.create(mine).is(200);
      eve.create(mine.copy().put("priority", 1)).isProblem(409, "job_exists");
    }
    eve.create(noop()).isProblem(429, "rate_limited");
    eve.create(noop().put("jobId", "eves-other")).isProblem(429, "rate_limited");
  }

  @Test
  @DisplayName("cannot pose as many by headers about where the request came from")
  void forwardedFor() {
    spend("max", BURST);
    for (String header :
        List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-User", "X-Forwarded-User")) {
      one.as("max")
          .post("/api/jobs", noop().encode(), header, "10.0.0.7")
          .isProblem(429, "rate_limited");
    }
  }

  @Test
  @DisplayName("gets 429 for what is too much of a batch, and the rest is made")
  void batch() {
    JsonArray jobs = new JsonArray();
    IntStream.range(0, BURST + 3).forEach(i -> jobs.add(noop()));
    List<Integer> statuses =
        one
            .as("kim")
            .post("/api/jobs/batch", new JsonObject().put("jobs", jobs))
            .is(207)
            .list("jobs")
            .stream()
            .map(answer -> answer.getInteger("status"))
            .toList();
    assertThat(statuses).containsOnly(201, 429).hasSize(BURST + 3);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(BURST);
  }
}
