package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("A process that is killed in the middle of a job")
class KilledIT {
  private static final int CHUNKS = 300;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private final AtomicReference<Service> current = new AtomicReference<>();

  @Test
  @DisplayName("is followed by one that goes on from the checkpoint, and viewers miss nothing")
  void killedAndRestarted() throws Exception {
    Launch launch = launchIn(Files.createDirectory(folder.resolve("a folder with spaces")));
    current.set(launch.service());
    String job = current.get().created(Work.stream(CHUNKS, 4, 40));
    Viewer viewer = Viewer.of(job, current::get);
    viewer.hasSeen(CHUNKS / 2, "model:chunk:v1");

    current.get().program().kill();
    current.set(launch.service());

    Story story = assertWentOn(viewer, job);
    assertThat(story.of("job:retrying:v1").get(0).getJsonObject("data").getString("reason"))
        .isEqualTo("orphaned");
  }

  @Test
  @DisplayName("loses only the one attempt when the job itself brought it down")
  void haltedByAJob() {
    Launch launch = launchIn(folder);
    current.set(launch.service());
    String poison =
        current.get().created(Work.and(Work.stream(10, 50, 0), "haltAt", 9).put("maxAttempts", 1));
    String job = current.get().created(Work.and(Work.stream(CHUNKS, 2, 40), "haltAt", CHUNKS - 1));
    Viewer viewer = Viewer.of(job, current::get);

    assertThat(current.get().program().exitStatus()).isEqualTo(137);
    current.set(launch.service());

    assertWentOn(viewer, job);
    Story poisoned = Viewer.of(poison, current::get).story().assertWhole();
    assertThat(poisoned.of("job:running:v1")).hasSize(1);
    JsonObject end = poisoned.last();
    assertThat(end.getString("type")).isEqualTo("job:failed:v1");
    assertThat(end.getJsonObject("data").getJsonObject("error").getString("code"))
        .isEqualTo("poison");
    assertThat(current.get().view(poison).getString("state")).isEqualTo("failed");
  }

  private Launch launchIn(Path place) {
    return services.in(place).withShortLeases().with("JOBWIRE_BACKLOG_EVENTS", 5_000);
  }

  /**
   * In its second attempt, from a checkpoint; with the log, the viewer and the state of one mind.
   */
  private Story assertWentOn(Viewer viewer, String job) {
    Story story = viewer.story().assertWhole();
    assertThat(viewer.resets()).isEmpty();
    assertThat(story.of("job:running:v1"))
        .extracting(event -> event.getJsonObject("data").getBoolean("fromCheckpoint"))
        .containsExactly(false, true);
    assertThat(story).isEqualTo(current.get().story(job));
    assertThat(story.output()).isEqualTo(Work.output(CHUNKS));
    assertThat(current.get().output(job)).isEqualTo(Work.output(CHUNKS));
    assertThat(current.get().view(job).getJsonObject("result"))
        .isEqualTo(new JsonObject().put("chunks", CHUNKS));
    return story;
  }
}
