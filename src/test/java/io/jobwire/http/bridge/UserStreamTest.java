package io.jobwire.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Service;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A user's own stream")
class UserStreamTest {
  private static Service service;
  private static Service other;

  @BeforeAll
  static void start() {
    service = Service.start(Map.of("bridge.heartbeatMs", 500, "backlog.userEvents", 5));
    other = service.another();
  }

  @AfterAll
  static void end() {
    other.close();
    service.close();
  }

  private static BridgeClient at(Service instance, Client who) {
    return BridgeClient.as(who.token(), instance.port());
  }

  private static JsonObject tab(String name, String eventId) {
    return new JsonObject()
        .put("type", "tab:update:v1")
        .put("data", new JsonObject().put("tab", name).put("extra", List.of()))
        .put("eventId", eventId);
  }

  private static JsonObject open(BridgeClient client) {
    return client.event("user", "stream:open:v1").getJsonObject("body").getJsonObject("data");
  }

  private static Predicate<JsonObject> tabOf(String name) {
    return frame ->
        frame.getString("type").equals("rec")
            && frame.encode().contains("\"tab\":\"" + name + "\"")
            && frame.encode().contains("tab:update:v1");
  }

  @Test
  @DisplayName("carries what one device says to all the others, on every instance, once")
  void publish() {
    Client ada = service.as("ada-" + System.nanoTime());
    try (BridgeClient one = at(service, ada);
        BridgeClient two = at(other, ada)) {
      one.register("user", "deviceId", "phone");
      two.register("user", "deviceId", "desk");
      two.event("user", "stream:live:v1");
      one.event("user", "stream:live:v1");
      assertThat(open(one).getString("mode")).isEqualTo("complete");
      assertThat(open(one).getString("reason")).isEqualTo("first");
      JsonObject first = one.ask("user.publish", tab("a", "e1")).getJsonObject("body");
      JsonObject again = one.ask("user.publish", tab("b", "e1")).getJsonObject("body");
      assertThat(again).isEqualTo(first);
      JsonObject heard = two.first(tabOf("a")).getJsonObject("body");
      assertThat(heard.getString("id")).isEqualTo(first.getString("id"));
      assertThat(heard.getJsonObject("data")).isEqualTo(tab("a", "").getJsonObject("data"));
      one.first(tabOf("a"));
      assertThat(one.ask("presence.list", new JsonObject()).getJsonObject("body").encode())
          .isEqualTo("{\"devices\":[{\"deviceId\":\"desk\"},{\"deviceId\":\"phone\"}]}");
    }
  }

  @Test
  @DisplayName("is replayed from a position, or says that events are lost and gives what there is")
  void replay() {
    Client ada = service.as("ada-" + System.nanoTime());
    try (BridgeClient client = at(service, ada)) {
      String first =
          client.ask("user.publish", tab("t1", "e1")).getJsonObject("body").getString("id");
      for (int i = 2; i <= 4; i++) {
        client.ask("user.publish", tab("t" + i, "e" + i));
      }
      client.register("user", "after", first, "deviceId", "x");
      client.first(tabOf("t4"));
      assertThat(open(client).getString("mode")).isEqualTo("complete");
      assertThat(client.all().stream().filter(tabOf("t1"))).isEmpty();
      for (int i = 5; i <= 9; i++) {
        client.ask("user.publish", tab("t" + i, "e" + i));
      }
      client.first(tabOf("t9"));
      for (String after : List.of(first, "nonsense")) {
        try (BridgeClient late = at(other, ada)) {
          late.register("user", "after", after, "deviceId", "x");
          late.event("user", "stream:live:v1");
          assertThat(open(late).getString("mode")).isEqualTo("gap");
          assertThat(open(late).getString("reason"))
              .isEqualTo(after.equals(first) ? "backlog-truncated" : "position-invalid");
          late.first(tabOf("t9"));
          assertThat(late.numbered("user").get(0).getInteger("seq"))
              .isEqualTo(open(late).getInteger("first"));
          int from = after.equals(first) ? 2 : 1;
          assertThat(open(late).getJsonArray("missing").getInteger(0)).isEqualTo(from);
        }
      }
    }
  }

  @Test
  @DisplayName("tells what happens to each of the user's jobs as a notice, and of nobody else's")
  void notices() {
    Client ada = service.as("ada/ü-" + System.nanoTime());
    Client ben = service.as("ben-" + System.nanoTime());
    try (BridgeClient client = at(other, ada)) {
      client.register("user");
      client.event("user", "stream:live:v1");
      ben.ended(ben.created("load.noop", new JsonObject()));
      String id = ada.created("load.stream", new JsonObject().put("chunks", 3));
      client.event("user", "job:completed:v1");
      List<JsonObject> notices =
          client.all().stream()
              .map(frame -> frame.getJsonObject("body"))
              .filter(body -> body != null && body.getBoolean("notice", false))
              .toList();
      assertThat(notices)
          .extracting(notice -> notice.getString("type"))
          .containsExactly("job:created:v1", "job:running:v1", "job:completed:v1");
      assertThat(notices).allMatch(notice -> notice.getString("jobId").equals(id));
      JsonObject last = notices.get(2).copy();
      last.remove("notice");
      assertThat(ada.toTheEnd(id)).last().isEqualTo(last);
    }
  }

  @Test
  @DisplayName("tells which devices come and go, also after a short absence that was none")
  void presence() {
    Client ada = service.as("ada-" + System.nanoTime());
    try (BridgeClient watcher = at(service, ada)) {
      watcher.register("user", "deviceId", "watch");
      watcher.event("user", "stream:live:v1");
      BridgeClient phone = at(other, ada);
      phone.register("user", "deviceId", "phone");
      JsonObject online = watcher.first(presence("phone", "online")).getJsonObject("body");
      assertThat(online.getJsonObject("data").getJsonArray("devices").encode())
          .isEqualTo("[{\"deviceId\":\"phone\"},{\"deviceId\":\"watch\"}]");
      phone.close();
      BridgeClient back = at(service, ada);
      back.register("user", "deviceId", "phone");
      back.event("user", "stream:live:v1");
      assertThat(watcher.all().stream().filter(presence("phone", "offline"))).isEmpty();
      back.close();
      JsonObject offline = watcher.first(presence("phone", "offline")).getJsonObject("body");
      assertThat(offline.getJsonObject("data").getJsonArray("devices").encode())
          .isEqualTo("[{\"deviceId\":\"watch\"}]");
    }
  }

  private static Predicate<JsonObject> presence(String device, String state) {
    return frame -> {
      JsonObject body = frame.getJsonObject("body");
      return body != null
          && "user:presence:v1".equals(body.getString("type"))
          && device.equals(body.getJsonObject("data").getString("deviceId"))
          && state.equals(body.getJsonObject("data").getString("state"));
    };
  }

  @Test
  @DisplayName("takes only what a user may send")
  void refused() {
    Client ada = service.as("ada-" + System.nanoTime());
    try (BridgeClient client = at(service, ada)) {
      JsonObject presence = tab("a", "e").put("type", "user:presence:v1");
      assertThat(client.ask("user.publish", presence).getInteger("failureCode")).isEqualTo(422);
      JsonObject bad = tab("a", "e").put("data", new JsonObject().put("tab", 1.5));
      assertThat(client.ask("user.publish", bad).getString("message")).isEqualTo("invalid");
      JsonObject large = tab("y".repeat(70_000), "e");
      assertThat(client.ask("user.publish", large).getInteger("failureCode")).isEqualTo(413);
      client.register("user", "deviceId", "a b");
      JsonObject no = client.first(frame -> "user".equals(frame.getString("address")));
      assertThat(no.getString("message")).isEqualTo("invalid");
    }
  }
}
