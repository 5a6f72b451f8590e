package io.jobwire.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A Redis for tests")
class RedisServerTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void closed() {
    vertx.close().await();
  }

  @Test
  @DisplayName("is shared, with a prefix of its own for each test")
  void shared() throws Exception {
    RedisServer redis = RedisServer.shared();
    assertThat(RedisServer.shared()).isSameAs(redis);
    assertThat(redis.freshPrefix()).matches("t\\d+x\\w+").isNotEqualTo(redis.freshPrefix());
    String key = redis.freshPrefix() + ":city";
    redis.cli("SET", key, "Bern");
    assertThat(got(new RedisOptions().setConnectionString(redis.uri()), key)).isEqualTo("Bern");
    assertThatThrownBy(redis::kill).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("of a test's own comes back after kill and after stop, on its port, with its data")
  void own(@TempDir Path folder) throws Exception {
    try (RedisServer redis = RedisServer.startOwn(folder)) {
      redis.cli("SET", "city", "Bern");
      redis.kill();
      assertThatThrownBy(() -> redis.cli("PING")).hasMessageContaining("refused");
      redis.restart();
      assertThat(got(new RedisOptions().setConnectionString(redis.uri()), "city"))
          .isEqualTo("Bern");
      redis.stop();
      redis.restart();
      assertThat(redis.cli("GET", "city")).isEqualTo("Bern");
      assertThat(redis.cli("CONFIG", "SET", "maxmemory", "1mb")).isEqualTo("OK");
      assertThatThrownBy(() -> redis.cli("NONSENSE")).hasMessageContaining("unknown command");
    }
  }

  @Test
  @DisplayName("of a test's own answers nothing while paused, and everything afterwards")
  void paused(@TempDir Path folder) throws Exception {
    try (RedisServer redis = RedisServer.startOwn(folder)) {
      redis.cli("SET", "city", "Bern");
      redis.pause();
      var reply = Redis.createClient(vertx, redis.uri()).send(Request.cmd(Command.GET).arg("city"));
      assertThatThrownBy(() -> reply.await(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      redis.resume();
      assertThat(reply.await(10, TimeUnit.SECONDS)).hasToString("Bern");
    }
  }

  @Test
  @DisplayName("may be a cluster, whose client finds each key's node")
  void cluster() throws Exception {
    RedisCluster cluster = RedisCluster.shared();
    assertThat(cluster.endpoints()).hasSize(3);
    RedisOptions options = new RedisOptions().setType(RedisClientType.CLUSTER);
    cluster.endpoints().forEach(options::addConnectionString);
    Redis client = Redis.createClient(vertx, options);
    for (int i = 0; i < 50; i++) {
      client.send(Request.cmd(Command.SET).arg("key" + i).arg("value")).await(10, TimeUnit.SECONDS);
    }
    assertThat(cluster.nodes()).allMatch(node -> (Long) node.cli("DBSIZE") > 0);
  }

  private String got(RedisOptions options, String key) throws Exception {
    return Redis.createClient(vertx, options)
        .send(Request.cmd(Command.GET).arg(key))
        .await(10, TimeUnit.SECONDS)
        .toString();
  }
}
