package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.ops.Hook;
import io.jobwire.worker.JobFailure;
import io.jobwire.worker.JobHandler;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The webhook for errors")
class WebhookTest {
  private static final int OUTPUT_LIMIT = 4_096;
  private static final JobHandler REFUSING =
      job -> Future.failedFuture(JobFailure.last("no_space", "The disk is full."));
  private static final JobHandler BROKEN =
      job -> Future.failedFuture(new IllegalStateException("hunter2"));

  private final Hook hook = new Hook();
  private Service service;
  private Client robot;

  @BeforeEach
  void start() {
    service =
        Service.start(
            Map.of("errors.webhook", hook.address(), "limits.outputBytes", OUTPUT_LIMIT),
            Map.of("refusing", REFUSING, "broken", BROKEN));
  }

  @AfterEach
  void stop() {
    service.close();
    hook.close();
  }

  @Test
  @DisplayName("is told of a job that has failed for good, in the words that its viewers read")
  void failed() throws Exception {
    String job = service.as("ada").post("/api/jobs", "{\"type\":\"refusing\"}").is(201).jobId();
    JsonObject told = hook.next();
    assertThat(told.getString("kind")).isEqualTo("job_failed");
    assertThat(told.getString("jobId")).isEqualTo(job);
    assertThat(told.getString("type")).isEqualTo("refusing");
    assertThat(told.getString("code")).isEqualTo("no_space");
    assertThat(told.getString("message")).isEqualTo("The disk is full.");
  }

  @Test
  @DisplayName("is told of a fault, by its kind and not by what the exception says")
  void fault() throws Exception {
    String once = "{\"type\":\"broken\",\"maxAttempts\":1}";
    String job = service.as("ada").post("/api/jobs", once).is(201).jobId();
    JsonObject told = hook.next();
    assertThat(told.getString("kind")).isEqualTo("uncaught");
    assertThat(told.getString("jobId")).isEqualTo(job);
    assertThat(told.getString("code")).isEqualTo("java.lang.IllegalStateException");
    assertThat(told.encode()).doesNotContain("hunter2");
    assertThat(hook.next().getString("kind")).isEqualTo("job_failed");
  }

  @Test
  @DisplayName("is told of a worker elsewhere that gave a job up")
  void elsewhere() throws Exception {
    JsonObject job = claimedElsewhere();
    JsonObject failure =
        new JsonObject()
            .put("lease", job.getString("lease"))
            .put("first", 1)
            .put(
                "error",
                new JsonObject()
                    .put("code", "lost")
                    .put("message", "Gone.")
                    .put("retryable", false));
    robot.post("/api/worker/jobs/" + job.getString("jobId") + "/fail", failure).is(200);
    JsonObject told = hook.next();
    assertThat(told.getString("code")).isEqualTo("lost");
    assertThat(told.getString("type")).isEqualTo("abroad");
    assertThat(job.getString("traceparent")).contains(told.getString("traceId"));
  }

  @Test
  @DisplayName("is told once of a worker elsewhere whose output passed its limit")
  void overflow() throws Exception {
    JsonObject job = claimedElsewhere();
    JsonObject chunk =
        new JsonObject()
            .put("type", "model:chunk:v1")
            .put(
                "data", new JsonObject().put("text", "x".repeat(OUTPUT_LIMIT + 1)).put("index", 0));
    JsonObject events =
        new JsonObject()
            .put("lease", job.getString("lease"))
            .put("first", 1)
            .put("events", new JsonArray().add(chunk));
    String path = "/api/worker/jobs/" + job.getString("jobId") + "/events";
    robot.post(path, events).isProblem(413, "too_large");
    robot.post(path, events).isProblem(413, "too_large");
    service.as("ada").post("/api/jobs", "{\"type\":\"refusing\"}").is(201);
    JsonObject told = hook.next();
    assertThat(told.getString("code")).isEqualTo("output_too_large");
    assertThat(told.getString("jobId")).isEqualTo(job.getString("jobId"));
    assertThat(told.getString("type")).isEqualTo("abroad");
    assertThat(job.getString("traceparent")).contains(told.getString("traceId"));
    assertThat(hook.next().getString("code")).isEqualTo("no_space");
  }

  private JsonObject claimedElsewhere() {
    robot = service.as("robot", "worker");
    JsonObject wish = new JsonObject("{\"types\":[\"abroad\"],\"max\":1,\"worker\":\"w\"}");
    robot.post("/api/worker/claim", wish.put("waitMs", 0)).is(200);
    service.as("ada").post("/api/jobs", "{\"type\":\"abroad\"}").is(201);
    return robot.post("/api/worker/claim", wish.put("waitMs", 20_000)).is(200).list("jobs").get(0);
  }
}
