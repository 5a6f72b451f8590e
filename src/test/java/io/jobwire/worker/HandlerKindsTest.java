package io.jobwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.jobwire.http.Client;
import io.jobwire.http.Doors;
import io.jobwire.http.Service;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Tag(Doors.TAG)
@DisplayName("A handler")
class HandlerKindsTest {
  @RegisterExtension
  static final Doors doors =
      Doors.of(HandlerKindsTest::withHandlers)
          .counting("jobwire_jobs_finished_total", "outcome=\"failed\"");

  private static final String SECRET = "<img src=x onerror=alert(1)> password=hunter2";
  private static final CompletableFuture<Boolean> INTERRUPTED = new CompletableFuture<>();
  private static final CompletableFuture<Boolean> WRITE_INTERRUPTED = new CompletableFuture<>();
  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
  }

  private static Service withHandlers() {
    // Each of its failures is logged whole, as it should be; here they are many and meant so.
    ((Logger) LoggerFactory.getLogger(Attempt.class)).setLevel(Level.OFF);
    Map<String, JobHandler> handlers = new HashMap<>();
    results().forEach(given -> result(handlers, (String) given.get()[0], given.get()[1]));
    handlers.put("later", HandlerKindsTest::later);
    handlers.put("throws.runtime", job -> fail(new IllegalStateException(SECRET)));
    handlers.put("throws.checked", job -> fail(new IOException(SECRET)));
    handlers.put("throws.error", job -> fail(new AssertionError(SECRET)));
    handlers.put("throws.linkage", job -> fail(new NoClassDefFoundError(SECRET)));
    handlers.put("throws.deep", HandlerKindsTest::deep);
    handlers.put("returns.null", job -> null);
    handlers.put("fails.async", job -> Future.failedFuture(new IllegalStateException(SECRET)));
    handlers.put("fails.text", job -> Future.failedFuture(SECRET));
    handlers.put("says.again", job -> fail(JobFailure.retryable("busy", "<b>later</b>")));
    handlers.put(
        "says.never", job -> Future.failedFuture(JobFailure.last("no_such_city", "Atlantis?")));
    handlers.put("blocking.ok", JobHandler.blocking(job -> job.input().getMap()));
    handlers.put("blocking.null", JobHandler.blocking(job -> null));
    handlers.put("blocking.where", JobHandler.blocking(job -> Context.isOnEventLoopThread()));
    handlers.put("blocking.throws", JobHandler.blocking(job -> fail(new IOException(SECRET))));
    handlers.put(
        "blocking.error", JobHandler.blocking(job -> fail(new NoClassDefFoundError(SECRET))));
    handlers.put(
        "blocking.never",
        JobHandler.blocking(job -> fail(JobFailure.last("no_such_city", "Atlantis?"))));
    handlers.put("blocking.endless", JobHandler.blocking(HandlerKindsTest::endless));
    handlers.put("blocking.writing", JobHandler.blocking(HandlerKindsTest::writing));
    handlers.put("unfit.object", job -> Future.succeededFuture(new Object()));
    handlers.put("unfit.cyclic", job -> Future.succeededFuture(cyclic()));
    handlers.put("unfit.large", job -> Future.succeededFuture("é".repeat(1_024)));
    handlers.put("fit.large", job -> Future.succeededFuture("é".repeat(1_023)));
    return Service.start(Map.of("limits.resultBytes", 2_048), handlers);
  }

  @AfterAll
  static void stop() {
    ((Logger) LoggerFactory.getLogger(Attempt.class)).setLevel(null);
  }

  private static void result(Map<String, JobHandler> handlers, String type, Object value) {
    handlers.put(type, job -> Future.succeededFuture(value));
  }

  private static Future<?> later(JobContext job) {
    Promise<Object> done = Promise.promise();
    Thread elsewhere =
        new Thread(() -> job.chunk("from afar").onComplete(told -> done.complete(7)));
    elsewhere.start();
    return done.future();
  }

  private static <T> T fail(Throwable failure) {
    return HandlerKindsTest.<T, RuntimeException>sneak(failure);
  }

  @SuppressWarnings("unchecked")
  private static <T, E extends Throwable> T sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  private static Future<?> deep(JobContext job) {
    return deep(job).map(never -> null);
  }

  private static Object endless(JobContext job) throws InterruptedException {
    job.chunk("begun");
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException cancelled) {
      INTERRUPTED.complete(true);
      throw cancelled;
    }
    return null;
  }

  private static Object writing(JobContext job) {
    try {
      while (true) {
        job.event("x:beat:v1", new JsonObject());
      }
    } catch (RuntimeException over) {
      WRITE_INTERRUPTED.complete(true);
      throw over;
    }
  }

  private static Object cyclic() {
    Map<String, Object> self = new HashMap<>();
    self.put("self", self);
    return self;
  }

  private static JsonObject ended(String type) {
    return ended(type, new JsonObject().put("a", 1));
  }

  private static JsonObject ended(String type, JsonObject input) {
    JsonObject backoff = new JsonObject().put("kind", "fixed").put("delayMs", 0);
    String id =
        ada.created(
            new JsonObject()
                .put("type", type)
                .put("input", input)
                .put("maxAttempts", 2)
                .put("backoff", backoff));
    ada.toTheEnd(id);
    return ada.whole(id);
  }

  static Stream<Arguments> results() {
    return Stream.of(
        Arguments.of("gives.null", null),
        Arguments.of("gives.text", "a \"text\" \u0000 😀"),
        Arguments.of("gives.number", 5),
        Arguments.of("gives.boolean", true),
        Arguments.of("gives.object", new JsonObject().put("a", new JsonArray())),
        Arguments.of("gives.array", new JsonArray().add(1).addNull()),
        Arguments.of("gives.map", Map.of("a", List.of(1, "b"))),
        Arguments.of("gives.list", Arrays.asList(1, null, Map.of())));
  }

  @ParameterizedTest
  @MethodSource("results")
  @DisplayName("may give any JSON as its result")
  void result(String type, Object value) {
    JsonObject job = ended(type);
    assertThat(job.getString("state")).isEqualTo("completed");
    assertThat(job.containsKey("result")).isTrue();
    Object plain = io.vertx.core.json.Json.decodeValue(io.vertx.core.json.Json.encode(value));
    assertThat(job.getValue("result")).isEqualTo(plain);
  }

  @Test
  @DisplayName("may finish later, on any thread")
  void async() {
    JsonObject job = ended("later");
    assertThat(job.getInteger("result")).isEqualTo(7);
    assertThat(job.getString("output")).isEqualTo("from afar");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "throws.runtime",
        "throws.checked",
        "throws.error",
        "throws.linkage",
        "throws.deep",
        "returns.null",
        "fails.async",
        "fails.text",
        "blocking.throws",
        "blocking.error"
      })
  @DisplayName("that fails unforeseen is tried again, and nothing of what it threw is public")
  void handlerError(String type) {
    JsonObject job = ended(type);
    assertThat(job.getString("state")).isEqualTo("failed");
    assertThat(job.getInteger("attempt")).isEqualTo(2);
    assertThat(job.getJsonObject("error").getString("code")).isEqualTo("handler_error");
    assertThat(types(job)).contains("job:retrying:v1");
    assertThat(job.encode()).doesNotContain("hunter2").doesNotContain("onerror");
    // The worker that ran it works on.
    assertThat(ended("gives.number").getString("state")).isEqualTo("completed");
  }

  private static List<String> types(JsonObject job) {
    return Client.types(io.jobwire.http.Reply.objects(job.getJsonArray("events")));
  }

  @Test
  @DisplayName("that says another try may help gets one, and its last words are public")
  void retryable() {
    JsonObject job = ended("says.again");
    assertThat(job.getInteger("attempt")).isEqualTo(2);
    assertThat(job.getJsonObject("error"))
        .isEqualTo(new JsonObject().put("code", "busy").put("message", "<b>later</b>"));
    assertThat(types(job))
        .containsExactly(
            "job:created:v1",
            "job:running:v1",
            "job:retrying:v1",
            "job:running:v1",
            "job:failed:v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"says.never", "blocking.never"})
  @DisplayName("that says no other try will help gets none")
  void last(String type) {
    JsonObject job = ended(type);
    assertThat(job.getInteger("attempt")).isEqualTo(1);
    assertThat(job.getJsonObject("error"))
        .isEqualTo(new JsonObject().put("code", "no_such_city").put("message", "Atlantis?"));
  }

  @Test
  @DisplayName("of plain blocking code runs off the event loop, and its value is the result")
  void blocking() {
    JsonObject input = new JsonObject().put("a", 1);
    assertThat(ended("blocking.ok", input).getJsonObject("result")).isEqualTo(input);
    assertThat(ended("blocking.null").getValue("result")).isNull();
    assertThat(ended("blocking.where").getBoolean("result")).isFalse();
  }

  @Test
  @DisplayName("of blocking code is interrupted by a cancel, waiting or writing")
  void interrupted() throws Exception {
    String waiting = ada.created("blocking.endless", new JsonObject());
    ada.event(waiting, "model:chunk:v1");
    ada.cancel(waiting).is(200);
    assertThat(INTERRUPTED.get(5, TimeUnit.SECONDS)).isTrue();
    String writing = ada.created("blocking.writing", new JsonObject());
    ada.event(writing, "x:beat:v1");
    ada.cancel(writing).is(200);
    assertThat(WRITE_INTERRUPTED.get(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("of blocking code, cancelled as it starts, leaves its place to others all the same")
  void cancelledEarly() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String id = ada.created("blocking.endless", new JsonObject());
      ada.cancel(id).is(200);
      ids.add(id);
    }
    // Far more than there are slots: each was given back, or this one would never start.
    String id = ada.created("blocking.endless", new JsonObject());
    ada.event(id, "model:chunk:v1");
    ada.cancel(id).is(200);
    assertThat(ids).allMatch(each -> ada.view(each).getString("state").equals("cancelled"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unfit.object", "unfit.cyclic"})
  @DisplayName("whose result is no JSON has failed, finally")
  void unfit(String type) {
    JsonObject job = ended(type);
    assertThat(job.getString("state")).isEqualTo("failed");
    assertThat(job.getInteger("attempt")).isEqualTo(1);
    assertThat(job.getJsonObject("error").getString("code")).isEqualTo("result_invalid");
  }

  @Test
  @DisplayName("whose result is larger than its limit has failed, one of exactly that has not")
  void large() {
    JsonObject job = ended("unfit.large");
    assertThat(job.getJsonObject("error").getString("code")).isEqualTo("result_too_large");
    assertThat(ended("fit.large").getString("result")).hasSize(1_023);
  }
}
