package io.jobwire.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.JobId;
import io.jobwire.model.TraceParent;
import io.jobwire.testing.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Reports of errors")
class ErrorReportsTest {
  private static final ErrorReports.Pace PATIENT = new ErrorReports.Pace(20, 20_000, 20);
  private static final ErrorReports.Pace IMPATIENT = new ErrorReports.Pace(20, 1_500, 20);
  private static final TraceParent TRACE = TraceParent.fresh();

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Hook hook = new Hook();
  private ErrorReports reports;

  private void open(ErrorReports.Pace pace) {
    reports = new ErrorReports(vertx, hook.address(), new Meters(registry), pace);
    reports.open();
  }

  @AfterEach
  void close() {
    reports.close();
    hook.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void fail(String job) {
    reports.tell(new FailedJob(new JobId(job), "resize", "no_space", "The disk is full.", TRACE));
  }

  private double counted(String outcome) {
    return registry.counter("jobwire.error.reports", "outcome", outcome).count();
  }

  private void awaitCounted(String outcome, double times) {
    Eventually.holds(outcome, Duration.ofSeconds(40), () -> counted(outcome) >= times);
  }

  @Test
  @DisplayName("say which job failed, why, and within which trace")
  void works() throws Exception {
    open(PATIENT);
    fail("a");
    JsonObject told = hook.next();
    assertThat(told.fieldNames())
        .containsExactly("kind", "jobId", "type", "code", "message", "traceId", "at", "instance");
    assertThat(told.getString("kind")).isEqualTo("job_failed");
    assertThat(told.getString("jobId")).isEqualTo("a");
    assertThat(told.getString("code")).isEqualTo("no_space");
    assertThat(told.getString("traceId")).isEqualTo(TRACE.traceId());
    awaitCounted("told", 1);
  }

  @Test
  @DisplayName("are made again while the webhook fails, and arrive when it works")
  void fails() throws Exception {
    open(PATIENT);
    hook.answers(503);
    fail("a");
    assertThat(hook.next().getString("jobId")).isEqualTo("a");
    hook.answers(200);
    assertThat(hook.next().getString("jobId")).isEqualTo("a");
    awaitCounted("told", 1);
  }

  @Test
  @DisplayName("are not made again where it says that it does not want them, nor taken elsewhere")
  void refuses() throws Exception {
    open(PATIENT);
    hook.answers(307);
    fail("a");
    hook.next();
    awaitCounted("failed", 1);
    hook.answers(404);
    fail("b");
    assertThat(hook.next().getString("jobId")).isEqualTo("b");
    awaitCounted("failed", 2);
    hook.answers(204);
    fail("c");
    JsonObject next = hook.next();
    assertThat(next.getString("jobId")).isEqualTo("c");
    assertThat(next.getLong("leftOut")).isEqualTo(2);
    assertThat(hook.waiting()).isZero();
  }

  @Test
  @DisplayName("do not pile up before a webhook that hangs: the next one says how many are missing")
  void hangs() throws Exception {
    open(IMPATIENT);
    hook.hangs(true);
    for (int i = 0; i < 1_000; i++) {
      fail("a" + i);
    }
    awaitCounted("left_out", 900);
    double leftOut = counted("left_out");
    assertThat(hook.next().getString("jobId")).isEqualTo("a0");
    hook.hangs(false);
    JsonObject again = hook.next();
    assertThat(again.getString("jobId")).isEqualTo("a0");
    awaitCounted("told", 2);
    JsonObject second = hook.next();
    assertThat(second.getString("jobId")).isEqualTo("a1");
    assertThat(again.getLong("leftOut", 0L) + second.getLong("leftOut", 0L))
        .isEqualTo((long) leftOut);
  }

  @Test
  @DisplayName("cost nothing where nobody listens any more")
  void gone() {
    open(PATIENT);
    hook.close();
    fail("a");
    awaitCounted("failed", 1);
  }
}
