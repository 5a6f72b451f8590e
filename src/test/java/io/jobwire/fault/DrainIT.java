package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Eventually;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("A process that is told to go")
class DrainIT {
  private static final int CHUNKS = 300;
  private static final Duration DRAIN = Duration.ofMillis(900);

  /** To close what is open, and to end the embedded Redis. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private final AtomicReference<Service> current = new AtomicReference<>();

  @Test
  @DisplayName("finishes what is short, hands back what is long, and leaves nothing behind")
  void drained() {
    Launch launch =
        services
            .in(folder)
            .withShortLeases()
            .with("JOBWIRE_DRAIN_MS", DRAIN.toMillis())
            .with("JOBWIRE_BACKLOG_EVENTS", 5_000);
    Service first = launch.service();
    current.set(first);
    String longer = first.created(failingTwice());
    Viewer viewer = Viewer.of(longer, current::get);
    viewer.hasSeen(30, "model:chunk:v1");
    String shorter = first.created(Work.sleep(500));
    Viewer.of(shorter, current::get).hasSeen(1, "job:progress:v1");
    List<ProcessHandle> helpers = first.program().helpers();
    assertThat(helpers).isNotEmpty();

    first.program().term();
    long told = System.nanoTime();
    Eventually.holds("it is no longer ready", () -> first.readiness() == 503);
    assertThat(first.program().exitStatus(DRAIN.plus(MARGIN))).isZero();
    System.out.println("Drained in ms: " + (System.nanoTime() - told) / 1_000_000);
    assertThat(helpers).noneMatch(Program::runs);
    assertThat(first.program().complaints()).noneMatch(line -> line.contains(" at io."));
    Service second = launch.service();
    current.set(second);

    Story finished = second.story(shorter).assertWhole();
    assertThat(finished.of("job:running:v1")).hasSize(1);
    assertThat(finished.last().getString("type")).isEqualTo("job:completed:v1");
    Story story = viewer.story().assertWhole();
    assertThat(viewer.resets()).isEmpty();
    assertThat(story.of("job:retrying:v1"))
        .extracting(event -> event.getJsonObject("data").getString("reason"))
        .as("of two starts allowed, the one handed back did not count")
        .containsExactly("released", "failed");
    assertThat(story.of("job:running:v1").get(1).getJsonObject("data").getBoolean("fromCheckpoint"))
        .isTrue();
    assertThat(story.last().getString("type")).isEqualTo("job:completed:v1");
    assertThat(story).isEqualTo(second.story(longer));
    assertThat(story.output()).isEqualTo(Work.output(CHUNKS)).isEqualTo(second.output(longer));
  }

  @Test
  @DisplayName("ends at once when told twice, and its data can be used again at once")
  void toldTwice() {
    Launch launch = services.in(folder).withShortLeases();
    Service first = launch.service();
    int chunks = 400;
    String job = first.created(Work.stream(chunks, 10, 10));
    Viewer.of(job, () -> first).hasSeen(20, "model:chunk:v1");
    first.program().term();
    first.program().says("Draining");

    first.program().term();

    assertThat(first.program().exitStatus(Duration.ofSeconds(1))).isNotZero();
    Service second = launch.service();
    assertThat(second.view(job).getString("state")).isEqualTo("running");
    assertThat(Viewer.of(job, () -> second).story().last().getString("type"))
        .isEqualTo("job:completed:v1");
    assertThat(second.output(job)).isEqualTo(Work.output(chunks));
  }

  /** Allowed two starts, and its second attempt fails: it ends well only if one start is free. */
  private static JsonObject failingTwice() {
    JsonObject job = Work.stream(CHUNKS, 10, 20).put("maxAttempts", 2);
    job.put("backoff", new JsonObject().put("kind", "fixed").put("delayMs", 10));
    return Work.and(Work.and(job, "failAt", 250), "failAttempts", 2);
  }
}
