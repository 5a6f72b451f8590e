package io.jobwire.redis;

import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.Written;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The scripts")
class ScriptsTest extends StoreSpec {
  private static final int WRITES = 40;

  @Test
  @DisplayName("may be flushed in mid-run, and nobody notices")
  void flushed() {
    List<ClaimedJob> jobs = Stream.generate(() -> given.running()).limit(8).toList();
    Future<?> work = Future.all(jobs.stream().map(job -> writes(job, 1)).toList());
    do {
      layout.servers().forEach(server -> server.cli("SCRIPT", "FLUSH"));
    } while (!work.isComplete());
    got(work);
    String text = String.join("", IntStream.rangeClosed(1, WRITES).mapToObj(n -> n + " ").toList());
    for (ClaimedJob job : jobs) {
      assertThat(given.state(job.id()).output()).isEqualTo(text);
      assertThat(given.view(job.id()).position().seq()).isEqualTo(WRITES + 3);
    }
  }

  /** One after the other, as a worker does. */
  private Future<Written> writes(ClaimedJob job, int n) {
    return n > WRITES
        ? given.store.complete(job.claim(), n, NOTHING)
        : given
            .store
            .append(job.claim(), n, 0, List.of(chunk(n + " ", n)))
            .compose(written -> writes(job, n + 1));
  }
}
