package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("An example worker")
class ExampleWorkersIT {
  private static final int LINES = 60;
  private static final int EVERY_MS = 30;

  /** A second is what is promised; a busy machine gets more. */
  private static final long CANCEL_MS = 3_000;

  @TempDir static Path folder;
  private static final Services SHARED = new Services();
  private static Service service;
  private static String token;

  @RegisterExtension final Services workers = new Services();

  @BeforeAll
  static void oneService() {
    service = SHARED.in(folder).withShortLeases().with("JOBWIRE_BACKLOG_EVENTS", 5_000).service();
    token = ExampleWorker.token(service);
  }

  @AfterAll
  static void serviceEnds() {
    SHARED.end();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("killed in mid-job and restarted doubles no text at any viewer, and loses none")
  void killed(ExampleWorker kind) {
    String type = kind.type("killed");
    Program worker = start(kind, type);
    String job = ExampleWorker.created(service, Words.job(type, LINES, EVERY_MS, 10));
    try (LiveViewer viewer = LiveViewer.on(service, job)) {
      awaitsLines(viewer, 25);

      worker.kill();
      start(kind, type);

      Story story = assertRight(viewer, job);
      assertThat(reasons(story)).containsExactly("orphaned");
      assertThat(keeps(story)).first().isEqualTo(0);
      assertThat(keeps(story)).element(1).satisfies(keep -> assertThat(keep).isPositive());
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("frozen past its lease is refused when it wakes, stops that job, and works on")
  void frozen(ExampleWorker kind) {
    String type = kind.type("frozen");
    Program sleeper = start(kind, type);
    String job = ExampleWorker.created(service, Words.job(type, LINES, EVERY_MS, 10));
    try (LiveViewer viewer = LiveViewer.on(service, job)) {
      awaitsLines(viewer, 15);
      sleeper.stop();
      Program other = start(kind, type);
      Story story = assertRight(viewer, job);
      double refused = service.metric("jobwire_writes_fenced_total");

      sleeper.cont();

      sleeper.says(job + ": stopped, lease_lost");
      assertThat(service.metric("jobwire_writes_fenced_total")).isGreaterThan(refused);
      assertThat(service.story(job)).isEqualTo(story);
      other.kill();
      String next = ExampleWorker.created(service, Words.job(type, 3, 0, 10));
      sleeper.says(next + ": done");
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("hears of a cancel within a second, also while it tells nothing")
  void cancelled(ExampleWorker kind) {
    String type = kind.type("cancelled");
    Program worker = start(kind, type);
    String job = ExampleWorker.created(service, Words.job(type, LINES, 3_600_000, 10));
    worker.says(job + ": attempt 1 begins");

    assertThat(service.cancel(job).status()).isEqualTo(200);
    long cancelled = System.nanoTime();

    worker.says(job + ": stopped, job_cancelled");
    long took = (System.nanoTime() - cancelled) / 1_000_000;
    System.out.println("A cancel reached the " + kind + " worker in ms: " + took);
    assertThat(took).isLessThan(CANCEL_MS);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("told to go saves where it is, hands its job back and ends with 0")
  void drained(ExampleWorker kind) {
    String type = kind.type("drained");
    Program worker = start(kind, type);
    JsonObject uncounted = Words.job(type, LINES, EVERY_MS, 1_000).put("maxAttempts", 1);
    String job = ExampleWorker.created(service, uncounted);
    try (LiveViewer viewer = LiveViewer.on(service, job)) {
      awaitsLines(viewer, 20);

      worker.term();

      assertThat(worker.exitStatus()).isZero();
      assertThat(worker.words())
          .anyMatch(line -> line.startsWith(job + ": handed back after line"));
      start(kind, type);
      Story story = assertRight(viewer, job);
      assertThat(reasons(story)).containsExactly("released");
      int before = story.events().indexOf(story.of("job:retrying:v1").get(0));
      String written = Story.of(story.events().subList(0, before)).output();
      assertThat(keeps(story)).as("all of it was kept").containsExactly(0, written.length());
    }
  }

  private Program start(ExampleWorker kind, String type) {
    return workers.watch(kind.start(service.address(), token, type));
  }

  private static void awaitsLines(LiveViewer viewer, int lines) {
    viewer.awaits(
        lines + " lines",
        () -> Story.of(viewer.events()).of("model:chunk:v1").size() >= lines || viewer.isEnded());
    assertThat(viewer.isEnded()).as("it is in mid-job").isFalse();
  }

  /** The viewer, the log and the state are of one mind, and it is the right one. */
  private static Story assertRight(LiveViewer viewer, String job) {
    viewer.awaits("the end", viewer::isEnded);
    assertThat(viewer.resets()).isEmpty();
    Story story = Story.of(viewer.events()).assertWhole();
    assertThat(story).isEqualTo(service.story(job));
    assertThat(story.last().getString("type")).isEqualTo("job:completed:v1");
    assertThat(story.output()).isEqualTo(Words.output(LINES)).isEqualTo(service.output(job));
    assertThat(service.view(job).getJsonObject("result")).isEqualTo(Words.result(LINES));
    return story;
  }

  private static List<String> reasons(Story story) {
    return story.of("job:retrying:v1").stream()
        .map(event -> event.getJsonObject("data").getString("reason"))
        .toList();
  }

  private static List<Integer> keeps(Story story) {
    return story.of("job:running:v1").stream()
        .map(event -> event.getJsonObject("data").getInteger("keep"))
        .toList();
  }
}
