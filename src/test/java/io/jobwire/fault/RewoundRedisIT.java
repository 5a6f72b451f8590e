package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("A Redis that comes back without its last writes")
class RewoundRedisIT {
  private static final int CHUNKS = 400;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();

  @Test
  @DisplayName("costs the running attempt; its viewer is told, and both end with the exact output")
  void rewound() throws IOException {
    Path data = folder.resolve("redis");
    try (RedisServer redis = RedisServer.startOwn(data)) {
      Service service =
          services.in(folder).withShortLeases().with("REDIS_URL", redis.uri()).service();
      String job = service.created(Work.stream(CHUNKS, 5, 40));
      Viewer viewer = Viewer.of(job, () -> service);
      viewer.hasSeen(100, "model:chunk:v1");
      copy(data.resolve("appendonlydir"), folder.resolve("older"));
      viewer.hasSeen(200, "model:chunk:v1");

      redis.kill();
      copy(folder.resolve("older"), data.resolve("appendonlydir"));
      redis.restart();

      Story story = viewer.story();
      assertThat(viewer.resets()).contains("history-rewound");
      assertThat(story.last().getString("type")).isEqualTo("job:completed:v1");
      assertThat(story.output()).isEqualTo(Work.output(CHUNKS)).isEqualTo(service.output(job));
      assertThat(service.view(job).getInteger("attempt")).isEqualTo(2);
    }
  }

  /** Files that grow only at their end: what is copied is what was there a moment ago. */
  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      files.forEach(file -> copyFile(file, to.resolve(file.getFileName())));
    }
  }

  private static void copyFile(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
