package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.fault.WorkerProxy.Fault;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("A worker behind a network that repeats or loses")
class FaultyWorkersIT {
  private static final int LINES = 30;
  private static final int CHECKPOINT_EVERY = 6;
  private static final long SEED = Long.getLong("jobwire.faults.seed", new Random().nextLong());

  @TempDir static Path folder;
  private static final Services SHARED = new Services();
  private static Service service;

  @RegisterExtension final Services workers = new Services();

  /** With leases of the usual length: that there is but one attempt shows that nothing is amiss. */
  @BeforeAll
  static void oneService() {
    System.out.println("Seed of the faults: -Djobwire.faults.seed=" + SEED);
    service = SHARED.in(folder).with("JOBWIRE_BACKLOG_EVENTS", 5_000).service();
  }

  @AfterAll
  static void serviceEnds() {
    SHARED.end();
  }

  static Stream<Arguments> all() {
    return Stream.of(ExampleWorker.values())
        .flatMap(kind -> Stream.of(Fault.values()).map(fault -> Arguments.of(kind, fault)));
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("ends with exactly the right stream, in one attempt")
  void rightStream(ExampleWorker kind, Fault fault) {
    String type = kind.type(fault.name().toLowerCase(Locale.ROOT));
    try (WorkerProxy proxy = new WorkerProxy(service.address(), fault, SEED)) {
      workers.watch(kind.start(proxy.url(), ExampleWorker.token(service), type));
      for (int i = 0; i < 2; i++) {
        JsonObject job = Words.job(type, LINES, 0, CHECKPOINT_EVERY);
        assertRight(ExampleWorker.created(service, job));
      }
      assertThat(proxy.faults()).isPositive();
      assertThat(proxy.disagreements()).isEmpty();
    }
  }

  private static void assertRight(String job) {
    Story story = Viewer.of(job, () -> service).story().assertWhole();
    assertThat(story.events().stream().map(event -> event.getString("type")))
        .as("each write once, in its order")
        .isEqualTo(expected());
    assertThat(story.output()).isEqualTo(Words.output(LINES)).isEqualTo(service.output(job));
    assertThat(service.view(job).getJsonObject("result")).isEqualTo(Words.result(LINES));
  }

  private static List<String> expected() {
    Stream<String> lines =
        Stream.iterate(1, line -> line + 1).limit(LINES).flatMap(FaultyWorkersIT::line);
    return Stream.of(
            Stream.of("job:created:v1", "job:running:v1"), lines, Stream.of("job:completed:v1"))
        .flatMap(part -> part)
        .toList();
  }

  private static Stream<String> line(int number) {
    return number % CHECKPOINT_EVERY == 0
        ? Stream.of("model:chunk:v1", "job:progress:v1", "job:checkpoint:v1")
        : Stream.of("model:chunk:v1");
  }
}
