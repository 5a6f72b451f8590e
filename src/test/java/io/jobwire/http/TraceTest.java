package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jobwire.http.auth.LogTap;
import io.jobwire.http.bridge.BridgeClient;
import io.jobwire.model.TraceParent;
import io.jobwire.ops.JobLines;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The trace of a caller")
class TraceTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SAID = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final BlockingQueue<String> TOLD = new LinkedBlockingQueue<>();
  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start(Map.of(), Map.of("traced", TraceTest::tell));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Future<Object> tell(io.jobwire.worker.JobContext job) {
    TOLD.add(job.traceparent());
    return Future.succeededFuture();
  }

  private static String told() throws InterruptedException {
    return TOLD.poll(20, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("reaches the handler, and every line of the log about its job")
  void handler() throws Exception {
    TraceParent own = TraceParent.fresh();
    try (LogTap log = LogTap.on(JobLines.NAME, Level.INFO)) {
      Client ada = service.as("ada");
      ada.post("/api/jobs", "{\"type\":\"traced\"}", "traceparent", own.value()).is(201);
      assertThat(told()).isEqualTo(own.value());
      log.says("traceId", own.traceId(), "INFO created", "INFO running", "INFO completed");
    }
  }

  @Test
  @DisplayName("that is none, or two, is ignored: a trace begins here")
  void none() throws Exception {
    Client ada = service.as("ada");
    ada.post("/api/jobs", "{\"type\":\"traced\"}", "traceparent", "nonsense").is(201);
    assertThat(told()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    ada.post("/api/jobs", "{\"type\":\"traced\"}", "traceparent", SAID, "traceparent", SAID)
        .is(201);
    assertThat(told()).isNotEqualTo(SAID);
  }

  @Test
  @DisplayName("stands on the bridge in the frame's headers")
  void bridge() throws Exception {
    JsonObject frame =
        new JsonObject()
            .put("type", "send")
            .put("address", "jobs.create")
            .put("headers", new JsonObject().put("traceparent", SAID))
            .put("body", new JsonObject().put("type", "traced"));
    String token = service.token("ada", "jobs:read", "jobs:write");
    try (BridgeClient ada = BridgeClient.as(token, service.port())) {
      ada.say(frame);
      assertThat(told()).isEqualTo(SAID);
    }
  }

  @Test
  @DisplayName("is that of each job of a batch")
  void batch() throws Exception {
    String two = "{\"jobs\":[{\"type\":\"traced\"},{\"type\":\"traced\"}]}";
    service.as("ada").post("/api/jobs/batch", two, "traceparent", SAID).is(207);
    assertThat(List.of(told(), told())).containsOnly(SAID);
  }

  @Test
  @DisplayName("reaches a worker elsewhere, with its claim")
  void elsewhere() {
    JsonObject wish =
        new JsonObject()
            .put("types", new JsonArray().add("abroad"))
            .put("max", 1)
            .put("waitMs", 0)
            .put("worker", "w1");
    Client worker = service.as("robot", "worker");
    worker.post("/api/worker/claim", wish).is(200);
    Client ada = service.as("ada");
    ada.post("/api/jobs", "{\"type\":\"abroad\"}", "traceparent", SAID).is(201);
    Reply claimed = worker.post("/api/worker/claim", wish.put("waitMs", 20_000)).is(200);
    assertThat(claimed.list("jobs"))
        .extracting(job -> job.getString("traceparent"))
        .containsExactly(SAID);
  }
}
