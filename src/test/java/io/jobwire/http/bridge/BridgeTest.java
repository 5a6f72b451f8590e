package io.jobwire.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Service;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On the bridge a client")
class BridgeTest {
  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = Service.start(Map.of("bridge.heartbeatMs", 500));
    ada = service.as("ada");
  }

  @AfterAll
  static void end() {
    service.close();
  }

  private static BridgeClient connected() {
    return BridgeClient.as(ada.token(), service.port());
  }

  @Test
  @DisplayName("creates a job, follows it to the end, and has exactly what the log has")
  void follows() {
    try (BridgeClient client = connected()) {
      JsonObject input = new JsonObject().put("chunks", 20).put("everyMs", 2);
      JsonObject made =
          client.ask(
              "jobs.create", new JsonObject().put("type", "load.stream").put("input", input));
      String id = made.getJsonObject("body").getString("jobId");
      client.register("job." + id);
      client.event("job." + id, "stream:end:v1");
      JsonObject open = client.event("job." + id, "stream:open:v1").getJsonObject("body");
      assertThat(open.getJsonObject("data").getString("mode")).isEqualTo("complete");
      assertThat(client.numbered("job." + id)).isEqualTo(ada.toTheEnd(id));
    }
  }

  @Test
  @DisplayName("comes back at its position and gets the rest, from each position")
  void resumes() {
    String id =
        ada.created("load.stream", new JsonObject().put("chunks", 5).put("checkpointEvery", 2));
    List<JsonObject> canonical = ada.toTheEnd(id);
    try (BridgeClient client = connected()) {
      for (int k = 1; k <= canonical.size(); k++) {
        client.all();
        BridgeClient one = connected();
        one.register("job." + id, "after", canonical.get(k - 1).getString("id"));
        one.event("job." + id, "stream:end:v1");
        assertThat(one.numbered("job." + id)).isEqualTo(canonical.subList(k, canonical.size()));
        one.close();
      }
    }
  }

  @Test
  @DisplayName("hears a cancel and a resume, and the heartbeat in between")
  void cancels() {
    String id = ada.waiting();
    try (BridgeClient client = connected()) {
      client.register("job." + id);
      client.event("job." + id, "stream:live:v1");
      client.first(
          frame ->
              client.all().stream().filter(f -> f.encode().contains("stream:live:v1")).count() > 2);
      JsonObject cancelled = client.ask("task.cancel", new JsonObject().put("jobId", id));
      assertThat(cancelled.getJsonObject("body").getString("state")).isEqualTo("cancelled");
      client.event("job." + id, "stream:end:v1");
      client.ask("jobs.resume", new JsonObject().put("jobId", id));
      client.event("job." + id, "job:resumed:v1");
      client.unregister("job." + id);
    }
  }

  @Test
  @DisplayName("signs in by its first frame, or is closed with 4401")
  void signsIn() {
    try (BridgeClient client = BridgeClient.at(service.port(), "/eventbus/websocket")) {
      client.say("{\"type\":\"ping\"}");
      client.say("{\"type\":\"ping\",\"id\":7}");
      assertThat(client.next()).isEqualTo(new JsonObject().put("type", "pong").put("id", 7));
      String id = ada.waiting();
      client.register("job." + id, "Authorization", "Bearer " + ada.token());
      client.event("job." + id, "stream:live:v1");
    }
    try (BridgeClient client = BridgeClient.at(service.port(), "/eventbus/websocket")) {
      client.register("job.x", "Authorization", "Bearer nonsense");
      JsonObject no = client.next();
      assertThat(no.getString("type")).isEqualTo("err");
      assertThat(no.getInteger("failureCode")).isEqualTo(401);
      assertThat(no.getString("address")).isEqualTo("job.x");
      assertThat(client.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  @DisplayName("is refused what is not there, not his, or not for clients")
  void refused() {
    String bens = service.as("ben").waiting();
    try (BridgeClient client = connected()) {
      client.register("job.nothing");
      assertThat(client.next())
          .isEqualTo(
              new JsonObject()
                  .put("type", "err")
                  .put("address", "job.nothing")
                  .put("failureCode", 404)
                  .put("failureType", "RECIPIENT_FAILURE")
                  .put("message", "not_found"));
      client.register("job." + bens);
      assertThat(client.next().getInteger("failureCode")).isEqualTo(404);
      for (String address :
          List.of("jobwire.jobs.create", "job.x\n", "__vertx.x", "jobs.create", "")) {
        client.register(address);
        JsonObject no = client.next();
        assertThat(no.getString("message")).isEqualTo("access_denied");
        assertThat(no.getString("address")).isEqualTo(address);
      }
      client.say("{\"type\":\"publish\",\"address\":\"job.x\",\"body\":1}");
      assertThat(client.next().getString("message")).isEqualTo("access_denied");
      assertThat(
              client.ask("jobs.get", new JsonObject().put("jobId", bens)).getInteger("failureCode"))
          .isEqualTo(404);
      assertThat(client.ask("user", 1).getString("message")).isEqualTo("access_denied");
    }
  }

  @Test
  @DisplayName("is closed when it talks nonsense, binary or too much")
  void closes() {
    try (BridgeClient client = connected()) {
      for (int i = 0; i < 20; i++) {
        client.say("null");
      }
      assertThat(client.closeCode()).isEqualTo(4503);
    }
    try (BridgeClient client = connected()) {
      client.sayBytes(new byte[] {1, 2});
      assertThat(client.closeCode()).isEqualTo(4503);
    }
    try (BridgeClient client = connected()) {
      client.say("{\"type\":\"ping\",\"x\":\"" + "y".repeat(2 << 20) + "\"}");
      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }
}
