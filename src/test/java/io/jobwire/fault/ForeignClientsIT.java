package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.LoopbackPort;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("A client that others have written, unmodified,")
class ForeignClientsIT {
  private static final int CHUNKS = 120;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private RedisServer redis;
  private Launch launch;

  @BeforeEach
  void aRedis() {
    redis = RedisServer.startOwn(folder.resolve("redis"));
    launch =
        services
            .in(folder)
            .withShortLeases()
            .with("REDIS_URL", redis.uri())
            .with("JOBWIRE_BRIDGE_XHR", true);
  }

  @AfterEach
  void redisEnds() {
    redis.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sockjs", "raw", "xhr-streaming", "xhr-polling"})
  @DisplayName("follows, leaves and resumes on two instances, one of them killed: 1..N, once each")
  void stockClient(String transport) {
    Service one = launch.service();
    Service two = launch.service();
    String job = two.created(Work.stream(CHUNKS, 15, 10));
    JsonObject wish =
        new JsonObject()
            .put("urls", new JsonArray(List.of(one.address(), two.address())))
            .put("token", two.token())
            .put("job", job)
            .put("transport", transport)
            .put("dropEvery", 25);
    try (NodeScripts.Running client = NodeScripts.start("follow.mjs", wish)) {
      client.hasSeen(40);
      one.program().kill();
      client.ends();
      Story log = two.story(job).assertWhole();
      assertThat(client.events()).isEqualTo(log.events());
      assertThat(client.lines())
          .filteredOn(line -> line.containsKey("dropped"))
          .hasSizeGreaterThan(3);
      assertThat(log.output()).isEqualTo(Work.output(CHUNKS));
    }
  }

  @Test
  @DisplayName("the browser's own EventSource comes back by itself, and stops when told to")
  void eventSource() {
    Launch there = launch.with("PORT", LoopbackPort.free());
    Service first = there.service();
    String job = first.created(Work.stream(CHUNKS, 25, 10));
    JsonObject grant =
        first
            .post("/api/tokens/stream", new JsonObject().put("jobs", new JsonArray().add(job)))
            .json();
    String path = "/api/jobs/" + job + "/events?access_token=" + grant.getString("token");
    JsonObject wish = new JsonObject().put("url", first.address()).put("path", path);
    try (NodeScripts.Running browser = NodeScripts.start("browser.mjs", wish)) {
      browser.hasSeen(30);
      first.program().kill();
      Service second = there.service();
      browser.ends();
      Story log = second.story(job).assertWhole();
      assertThat(browser.events()).isEqualTo(log.events());
      assertThat(browser.errors()).isEmpty();
      JsonObject end =
          browser.lines().stream()
              .filter(line -> "stream:end:v1".equals(line.getString("type")))
              .findFirst()
              .orElseThrow();
      assertThat(end.getString("lastEventId")).isEqualTo(log.last().getString("id"));
      assertThat(log.output()).isEqualTo(Work.output(CHUNKS));
    }
  }
}
