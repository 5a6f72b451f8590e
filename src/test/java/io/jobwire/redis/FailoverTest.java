package io.jobwire.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.model.Backoff;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.JobStore.Created;
import io.jobwire.testing.RedisSentinel;
import io.jobwire.testing.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@DisplayName("A store with a replica")
class FailoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private Vertx vertx;
  private RedisServer primary;
  private RedisServer replica;
  private int count;

  @BeforeEach
  void start(Vertx fresh) {
    vertx = fresh;
    primary = RedisServer.startOwn(folder.resolve("primary"));
    int port = java.net.URI.create(primary.uri()).getPort();
    replica = RedisServer.startOwn(folder.resolve("replica"), "replicaof 127.0.0.1 " + port);
    until(() -> replica.cli("INFO", "replication").toString().contains("master_link_status:up"));
  }

  @AfterEach
  void stop() {
    replica.close();
    primary.close();
  }

  @Test
  @DisplayName("follows Sentinel to the new primary when the old one is killed")
  void sentinel() throws Exception {
    try (RedisSentinel sentinel = new RedisSentinel(folder.resolve("sentinel"), primary)) {
      RedisAddress address =
          new RedisAddress(
              RedisAddress.Mode.SENTINEL, List.of(sentinel.uri()), RedisSentinel.MASTER);
      JobStore store = store(address, 0);
      until(() -> creates(store));
      until(() -> knowsTheReplica(sentinel));
      primary.kill();
      until(() -> creates(store));
      assertThat(replica.cli("EXISTS", "jw:{0}:job:job" + count)).isEqualTo(1L);
    }
  }

  @Test
  @DisplayName("says yes only when the replica has it, where the settings ask for that")
  void acknowledged() throws Exception {
    JobStore store = store(RedisAddress.single(primary.uri()), 1);
    until(() -> creates(store));
    assertThat(replica.cli("EXISTS", "jw:{0}:job:job" + count)).isEqualTo(1L);
    replica.pause();
    assertThatThrownBy(() -> create(store, "unheard"))
        .satisfies(no -> assertThat(Refused.is(no, Reason.UNAVAILABLE)).isTrue());
    replica.resume();
    until(() -> replica.cli("PING").equals("PONG"));
    // The same request again finds its job, and now the replica has it too.
    assertThat(create(store, "unheard").fresh()).isFalse();
    assertThat(replica.cli("EXISTS", "jw:{0}:job:unheard")).isEqualTo(1L);
  }

  private JobStore store(RedisAddress address, int waitReplicas) {
    RedisAccess access =
        new RedisAccess(
            address,
            new Keys("jw", 1),
            new StoreLimits(200, 1 << 20, 15_000, 4 << 20),
            Duration.ofMillis(1_500),
            waitReplicas);
    RedisLink link = access.link(vertx);
    RedisLink waiting = access.link(vertx);
    link.open();
    waiting.open();
    return access.store(link, waiting);
  }

  private boolean creates(JobStore store) {
    try {
      return create(store, "job" + ++count).fresh();
    } catch (Refused away) {
      return false;
    }
  }

  private static Created create(JobStore store, String id) {
    NewJob job =
        new NewJob(
            "t",
            JsonText.EMPTY_OBJECT,
            null,
            0,
            0,
            null,
            3,
            null,
            Backoff.DEFAULT,
            false,
            0,
            List.of());
    try {
      return store
          .create(new JobId(id), "ada", "hash", job)
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (ExecutionException refused) {
      throw (RuntimeException) refused.getCause();
    } catch (InterruptedException | java.util.concurrent.TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  private static boolean knowsTheReplica(RedisSentinel sentinel) throws IOException {
    return sentinel.cli("SENTINEL", "REPLICAS", RedisSentinel.MASTER).toString().contains("slave");
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void until(Condition condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (Exception notYet) {
        // asked again
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new AssertionError("It did not come to hold within " + PATIENCE);
  }
}
