package io.jobwire.http.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.jobwire.http.sse.EventSource.Event;
import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("While Redis is away")
class RedisAwayTest {
  @TempDir Path folder;

  @Test
  @DisplayName("streams stay open and miss nothing, and new ones are refused with 503")
  void away() {
    try (RedisServer redis = RedisServer.startOwn(folder);
        Service service =
            Service.start(
                Map.of(
                    "redis.url", redis.uri(),
                    "redis.prefix", redis.freshPrefix(),
                    "bridge.heartbeatMs", 300))) {
      Client ada = service.as("ada");
      String id = ada.waiting();
      String other = ada.waiting();
      String path = "/api/jobs/" + id + "/events";
      String both = "/api/events?jobs=" + id + "," + other;
      try (EventSource one = EventSource.open(ada, path);
          EventSource many = EventSource.open(ada, both)) {
        String last = one.is(200).await("job:created:v1").id();
        many.is(200).await("stream:live:v1");
        redis.kill();
        eventually(() -> isAway(ada, path));
        isAway(ada, path + "?after=" + last);
        ada.get(both).isProblem(503, "unavailable");
        redis.restart();
        eventually(() -> ada.get("/api/jobs/" + id).status() == 200);
        // Each loop has a connection of its own: that one is back says nothing of the next one
        // asked.
        eventually(() -> ada.signal(id, "s", "go", null).status() == 202);
        one.await("job:signal:v1");
        many.await("job:signal:v1");
        List<String> log =
            Reply.objects(ada.whole(id).getJsonArray("events")).stream()
                .map(JsonObject::encode)
                .toList();
        assertThat(one.numbered()).map(Event::data).isEqualTo(log);
        assertThat(one.all("stream:open:v1")).hasSize(1);
      }
    }
  }

  private static boolean isAway(Client ada, String path) {
    try (EventSource refused = EventSource.open(ada, path)) {
      if (refused.status() == 200) {
        return false;
      }
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.problem().getString("code")).isEqualTo("unavailable");
      return true;
    }
  }

  private static void eventually(BooleanSupplier condition) {
    Eventually.holds("what was waited for", Duration.ofSeconds(20), condition);
  }
}
