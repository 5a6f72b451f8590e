package io.jobwire.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Service;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A job that is to be cancelled when nobody watches it")
class LastViewerTest {
  private static final int GRACE_MS = 1_000;

  private Service service;
  private Service other;
  private Client ada;

  @BeforeEach
  void start() {
    service = Service.start(Map.of("jobs.leaseMs", 1_500, "jobs.sweepMs", 200));
    other = service.another();
    ada = service.as("ada");
  }

  @AfterEach
  void end() {
    other.close();
    service.close();
  }

  private String watchedJob(boolean cancel) {
    return ada.created(
        new JsonObject()
            .put("type", "load.sleep")
            .put("input", new JsonObject().put("ms", 600_000))
            .put("onDisconnect", cancel ? "cancel" : "continue")
            .put("graceMs", GRACE_MS));
  }

  private BridgeClient viewer(Service instance, String id) {
    BridgeClient client = BridgeClient.as(ada.token(), instance.port());
    client.register("job." + id);
    client.event("job." + id, "stream:live:v1");
    return client;
  }

  @Test
  @DisplayName("is, once the last viewer has gone for its grace, and not before")
  void cancelled() {
    String id = watchedJob(true);
    String unwatched = watchedJob(true);
    String indifferent = watchedJob(false);
    BridgeClient one = viewer(service, id);
    BridgeClient two = viewer(other, id);
    viewer(service, indifferent).close();
    one.close();
    long gone = System.nanoTime();
    BridgeClient canary = viewer(other, id);
    canary.event("job." + id, "job:running:v1");
    two.unregister("job." + id);
    canary.close();
    List<JsonObject> events = ada.toTheEnd(id);
    JsonObject last = events.get(events.size() - 1);
    assertThat(last.getString("type")).isEqualTo("job:cancelled:v1");
    assertThat(last.getJsonObject("data").getString("by")).isEqualTo("jobwire");
    assertThat(System.nanoTime() - gone).isGreaterThan(GRACE_MS * 1_000_000L);
    assertThat(ada.view(unwatched).getString("state")).isEqualTo("running");
    assertThat(ada.view(indifferent).getString("state")).isEqualTo("running");
    two.close();
  }

  @Test
  @DisplayName("goes on when somebody comes back in time, also at another instance")
  void comesBack() {
    String id = watchedJob(true);
    String alone = watchedJob(true);
    viewer(service, id).close();
    try (BridgeClient back = viewer(other, id)) {
      viewer(service, alone).close();
      assertThat(ada.toTheEnd(alone)).isNotEmpty();
      assertThat(ada.view(id).getString("state")).isEqualTo("running");
      assertThat(back.isOpen()).isTrue();
    }
  }

  @Test
  @DisplayName("and everybody else who is connected is counted, over all instances, each once")
  void stats() {
    Client ben = service.as("ben");
    String id = ada.waiting();
    Client root = service.admin();
    try (BridgeClient one = viewer(service, id);
        BridgeClient two = viewer(other, id);
        BridgeClient three = BridgeClient.as(ben.token(), other.port());
        BridgeClient nobody = BridgeClient.at(service.port(), "/eventbus/websocket")) {
      three.register("user");
      three.event("user", "stream:live:v1");
      JsonObject expected =
          new JsonObject()
              .put("connections", 4)
              .put("connected", 3)
              .put("subscriptions", 3)
              .put("rooms", 2)
              .put("users", 2);
      for (Service asked : List.of(service, other)) {
        Client admin = asked == service ? root : other.admin();
        assertThat(admin.get("/api/realtime/stats").is(200).json()).isEqualTo(expected);
      }
      ada.get("/api/realtime/stats").isProblem(403, "forbidden");
      assertThat(List.of(one, two, nobody)).allMatch(BridgeClient::isOpen);
    }
  }

  @Test
  @DisplayName("goes on while its only viewer registers again, also without any grace")
  void registersAgain() {
    String id =
        ada.created(
            new JsonObject()
                .put("type", "load.sleep")
                .put("input", new JsonObject().put("ms", 600_000))
                .put("onDisconnect", "cancel")
                .put("graceMs", 0));
    try (BridgeClient client = viewer(service, id)) {
      for (int i = 0; i < 50; i++) {
        client.register("job." + id);
        long opens = i + 2;
        client.first(
            frame ->
                client.all().stream().filter(one -> one.encode().contains("stream:open:v1")).count()
                    == opens);
      }
      assertThat(ada.view(id).getString("state")).isEqualTo("running");
    }
  }
}
