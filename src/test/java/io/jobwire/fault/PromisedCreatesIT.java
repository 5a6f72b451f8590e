package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("A create that was answered with 201")
class PromisedCreatesIT {
  private static final int ROUNDS = 30;
  private static final int CREATES = 6;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private final Deque<Service> ready = new ArrayDeque<>();
  private final List<String> promised = Collections.synchronizedList(new ArrayList<>());
  private RedisServer redis;
  private Launch launch;

  @Test
  @DisplayName("is there for good, whenever its process or Redis was killed")
  void survives() throws Exception {
    long seed = Long.getLong("jobwire.seed", System.nanoTime());
    System.out.println("Seed: " + seed);
    Random random = new Random(seed);
    try (RedisServer own = RedisServer.startOwn(folder.resolve("redis"), Launch.KEEPS_ITS_WORD)) {
      redis = own;
      launch =
          services
              .in(folder)
              .withShortLeases()
              .with("REDIS_URL", redis.uri())
              .with("JOBWIRE_LIMITS_CREATES_PER_MINUTE", 0);
      ready.add(launch.starting());
      ready.add(launch.starting());
      for (int round = 0; round < ROUNDS; round++) {
        strikeDuringCreates(random);
      }
      Service judge = ready.poll().ready();
      Eventually.holds("it reaches Redis again", () -> judge.readiness() == 200);
      assertThat(promised).as("seed %d", seed).hasSizeGreaterThan(ROUNDS);
      assertThat(promised).as("seed %d", seed).allSatisfy(job -> assertIsThere(judge, job));
      System.out.println("Promised and kept: " + promised.size());
    }
  }

  /** All creates are under way at once; the blow falls after so many of them were answered. */
  private void strikeDuringCreates(Random random) throws InterruptedException {
    Service service = ready.poll().ready();
    Eventually.holds("it reaches Redis", () -> service.readiness() == 200);
    CountDownLatch answers = new CountDownLatch(random.nextInt(CREATES + 1));
    List<CompletableFuture<Void>> creates = new ArrayList<>();
    for (int i = 0; i < CREATES; i++) {
      creates.add(service.creating(Work.noop()).handle((answer, lost) -> note(answer, answers)));
    }
    answers.await(10, TimeUnit.SECONDS);
    Blow blow = Blow.of(random);
    if (blow.hitsRedis()) {
      redis.kill();
    }
    if (blow.hitsService()) {
      service.program().kill();
      ready.add(launch.starting());
    } else {
      ready.add(service);
    }
    CompletableFuture.allOf(creates.toArray(CompletableFuture[]::new)).join();
    if (blow.hitsRedis()) {
      redis.restart();
    }
  }

  /** Redis more often: it is back in a moment. */
  private record Blow(boolean hitsService, boolean hitsRedis) {
    static Blow of(Random random) {
      int eighth = random.nextInt(8);
      return new Blow(eighth < 2, eighth > 0);
    }
  }

  private Void note(Answer answer, CountDownLatch answers) {
    if (answer != null && answer.isCreated()) {
      promised.add(answer.json().getString("jobId"));
    }
    answers.countDown();
    return null;
  }

  private static void assertIsThere(Service judge, String job) {
    Answer answer = judge.get("/api/jobs/" + job + "/events");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonObject page = answer.json();
    assertThat(page.getInteger("first")).isEqualTo(1);
    assertThat(page.getJsonArray("events").getJsonObject(0).getString("type"))
        .isEqualTo("job:created:v1");
  }
}
