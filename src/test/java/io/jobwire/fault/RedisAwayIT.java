package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("While Redis is away")
class RedisAwayIT {
  private static final int CHUNKS = 400;
  private static final Duration AWAY = Duration.ofSeconds(3);
  private static final long PATIENCE_MS = 2_000;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private RedisServer redis;
  private Service service;
  private String job;
  private Viewer viewer;

  @BeforeEach
  void aRunningJob() {
    redis = RedisServer.startOwn(folder.resolve("redis"), Launch.KEEPS_ITS_WORD);
    service =
        services
            .in(folder)
            .with("JOBWIRE_JOBS_LEASE_MS", AWAY.toMillis())
            .with("JOBWIRE_JOBS_SWEEP_MS", Service.SWEEP.toMillis())
            .with("REDIS_URL", redis.uri())
            .with("JOBWIRE_BACKLOG_EVENTS", 5_000)
            .service();
    job = service.created(Work.stream(CHUNKS, 4, 50));
    viewer = Viewer.of(job, () -> service);
    viewer.hasSeen(CHUNKS / 4, "model:chunk:v1");
  }

  @AfterEach
  void redisEnds() {
    redis.close();
  }

  @Test
  @DisplayName("because it was killed, creates are refused soon, and the job goes on afterwards")
  void killed() {
    redis.kill();
    assertCreatesAreRefused();
    assertThat(service.readiness()).isEqualTo(503);
    redis.restart();
    assertGoesOn();
  }

  @Test
  @DisplayName(
      "because it answers nothing, creates are refused soon, and the job goes on afterwards")
  void paused() {
    redis.pause();
    assertCreatesAreRefused();
    redis.resume();
    assertGoesOn();
  }

  private void assertCreatesAreRefused() {
    long until = System.nanoTime() + AWAY.toNanos();
    do {
      long asked = System.nanoTime();
      Answer answer = service.create(Work.noop());
      assertThat((System.nanoTime() - asked) / 1_000_000).isLessThanOrEqualTo(PATIENCE_MS);
      assertThat(answer.status()).as(answer.text()).isEqualTo(503);
      assertThat(answer.json().getString("code")).isEqualTo("unavailable");
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    } while (System.nanoTime() < until);
  }

  private void assertGoesOn() {
    Eventually.holds("creates are taken again", () -> service.create(Work.noop()).isCreated());
    Eventually.holds(
        "ready again, once every connection is back", () -> service.readiness() == 200);
    Story story = viewer.story().assertWhole();
    assertThat(viewer.resets()).isEmpty();
    assertThat(story.last().getString("type")).isEqualTo("job:completed:v1");
    assertThat(story.of("job:running:v1")).as("nobody could renew, so nobody lost").hasSize(1);
    assertThat(story).isEqualTo(service.story(job));
    assertThat(story.output()).isEqualTo(Work.output(CHUNKS)).isEqualTo(service.output(job));
  }
}
