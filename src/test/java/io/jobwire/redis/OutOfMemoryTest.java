package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.HASH;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.aSignal;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Claim;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.Refused.Reason;
import io.jobwire.testing.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A Redis without memory left")
class OutOfMemoryTest {

  @Test
  @DisplayName("refuses every write as unavailable, with nothing at all written, and then goes on")
  void refuses(@TempDir Path folder) {
    try (RedisServer redis = RedisServer.startOwn(folder)) {
      RedisLink link =
          new RedisLink(Layout.VERTX, RedisAddress.single(redis.uri()), Duration.ofSeconds(5));
      got(link.open());
      Given given = new Given(Layout.ONE_PARTITION, link, new Keys("t", 1), Given.LIMITS);
      Claim claim = given.running().claim();
      JobId waiting = given.created();
      JobId cancelled = given.cancelled();
      JobStore store = given.store;
      UserJobs users = new UserJobs(link, given.keys, 10, 10);

      redis.cli("CONFIG", "SET", "maxmemory", "1");
      Object before = redis.cli("DEBUG", "DIGEST");
      assertAway(store.create(new JobId("new"), ANNA, HASH, AJob.usual().asked()));
      assertAway(store.append(claim, 1, 0, List.of(own(1))));
      assertAway(store.checkpoint(claim, 1, 0, NOTHING, NOTHING));
      assertAway(store.heartbeat(claim, 0));
      assertAway(store.complete(claim, 1, NOTHING));
      assertAway(store.fail(claim, 1, Given.ERROR, true));
      assertAway(store.release(claim, 1));
      assertAway(store.cancel(waiting, ANNA, ANNA, null));
      assertAway(store.signal(waiting, ANNA, ANNA, aSignal("s1")));
      assertAway(store.resume(cancelled, ANNA, ANNA));
      assertAway(given.claims.claim(0, "w", "c", 1, AJob.usual().slot()));
      assertAway(users.admit(ANNA, new JobId("new")));
      assertThat(redis.cli("DEBUG", "DIGEST")).isEqualTo(before);
      assertThat(given.view(claim.job()).attempt()).isEqualTo(1);
      got(store.remove(cancelled, ANNA));

      redis.cli("CONFIG", "SET", "maxmemory", "0");
      got(store.complete(claim, 1, NOTHING));
      ClaimedJob next = given.claimed(waiting);
      got(store.complete(next.claim(), 1, NOTHING));
      got(link.close());
    }
  }

  private static void assertAway(io.vertx.core.Future<?> answer) {
    assertRefused(Reason.UNAVAILABLE, answer);
  }
}
