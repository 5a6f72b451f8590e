package io.jobwire.redis;

import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.redis.RedisCheck.Unfit;
import io.jobwire.testing.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("At the start a Redis")
class RedisCheckTest extends StoreSpec {

  @Test
  @DisplayName("is fit, again and again")
  void fit() {
    got(new RedisCheck(given.link, given.keys).check());
    got(new RedisCheck(given.link, given.keys).check());
  }

  @Test
  @DisplayName("set up with another number of partitions is unfit")
  void partitions() {
    got(new RedisCheck(given.link, given.keys).check());
    Keys others = new Keys(given.keys.prefix(), 7);
    assertThatThrownBy(() -> got(new RedisCheck(given.link, others).check()))
        .isInstanceOf(Unfit.class)
        .hasMessage(
            "redis.partitions: is 7, but this Redis was set up with %d; it cannot be changed later",
            given.keys.partitions());
  }

  @Test
  @DisplayName("that may throw jobs away is unfit")
  void evicting(@TempDir Path folder) {
    try (RedisServer redis = RedisServer.startOwn(folder, "maxmemory-policy allkeys-lru")) {
      RedisLink link =
          new RedisLink(Layout.VERTX, RedisAddress.single(redis.uri()), Duration.ofSeconds(5));
      got(link.open());
      assertThatThrownBy(() -> got(new RedisCheck(link, given.keys).check()))
          .isInstanceOf(Unfit.class)
          .hasMessage(
              "redis.url: the server's maxmemory-policy is allkeys-lru, it must be noeviction"
                  + " (any other silently deletes jobs)");
      got(link.send(command("CONFIG", "SET", "maxmemory-policy", "noeviction")));
      got(new RedisCheck(link, given.keys).check());
      got(link.close());
    }
  }

  @Test
  @DisplayName("keeps one secret for all who ask")
  void secret() {
    byte[] first = got(new KeptSecrets(given.link, given.keys).development());
    byte[] second = got(new KeptSecrets(given.link, given.keys).development());
    org.assertj.core.api.Assertions.assertThat(first).hasSize(64).isEqualTo(second);
  }
}
