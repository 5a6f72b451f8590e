package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.HASH;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.JobId;
import io.jobwire.model.Refused.Reason;
import io.jobwire.testing.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Where a replica has to acknowledge")
class ReplicasTest {

  @Test
  @DisplayName("a creation is answered once it has, refused when it does not, and may be repeated")
  void acknowledged(@TempDir Path folder) {
    try (RedisServer primary = RedisServer.startOwn(folder.resolve("primary"));
        RedisServer replica = RedisServer.startOwn(folder.resolve("replica"))) {
      String[] address = primary.uri().substring("redis://".length()).split(":");
      replica.cli("REPLICAOF", address[0], address[1]);
      eventually(() -> replica.cli("INFO", "replication").toString().contains("link_status:up"));

      RedisAccess access =
          new RedisAccess(
              RedisAddress.single(primary.uri()),
              new Keys("t", 1),
              Given.LIMITS,
              Duration.ofSeconds(5),
              1);
      RedisLink link = access.link(Layout.VERTX);
      RedisLink waiting = access.link(Layout.VERTX);
      got(link.open());
      got(waiting.open());
      JobStore store = access.store(link, waiting);
      JobId first = new JobId("first");
      got(store.create(first, ANNA, HASH, AJob.usual().asked()));
      assertThat(replica.cli("EXISTS", access.keys().job(first))).isEqualTo(1L);

      replica.pause();
      JobId second = new JobId("second");
      assertRefused(Reason.UNAVAILABLE, store.create(second, ANNA, HASH, AJob.usual().asked()));
      replica.resume();
      assertThat(got(store.create(second, ANNA, HASH, AJob.usual().asked())).fresh()).isFalse();
      assertThat(replica.cli("EXISTS", access.keys().job(second))).isEqualTo(1L);
      got(link.close());
      got(waiting.close());
    }
  }
}
