package io.jobwire.http.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Service;
import io.jobwire.http.bridge.BridgeClient;
import io.jobwire.http.sse.EventSource.Event;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The user's own stream as server-sent events")
class UserEventsTest {
  private static final String PATH = "/api/users/me/events";
  private static int users;
  private static Service service;
  private Client ada;

  @BeforeAll
  static void start() {
    service = Service.start(Map.of("bridge.heartbeatMs", 300, "backlog.userEvents", 10));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void aNewUser() {
    ada = service.as("ada-" + ++users);
  }

  /** Tabs of these numbers, told by another device. */
  private void tabs(int from, int to) {
    try (BridgeClient device = BridgeClient.as(ada.token(), service.port())) {
      for (int n = from; n <= to; n++) {
        JsonObject tab =
            new JsonObject()
                .put("type", "tab:update:v1")
                .put("data", new JsonObject().put("tab", n))
                .put("eventId", "e" + n);
        assertThat(device.ask("user.publish", tab).getString("type")).isEqualTo("rec");
      }
    }
  }

  private static List<Integer> tabs(EventSource source) {
    return source.all("tab:update:v1").stream()
        .map(event -> event.json().getJsonObject("data").getInteger("tab"))
        .toList();
  }

  private static boolean isTab(Event event, int n) {
    return event.type().equals("tab:update:v1")
        && event.json().getJsonObject("data").getInteger("tab") == n;
  }

  private static JsonObject opening(EventSource source) {
    return source.events().get(0).json().getJsonObject("data");
  }

  @Test
  @DisplayName("begins now, and is resumed after each of its events exactly")
  void resumed() {
    tabs(1, 2);
    List<Event> seen;
    try (EventSource source = EventSource.open(ada, PATH)) {
      source.is(200).await("stream:live:v1");
      tabs(3, 8);
      source.await(event -> isTab(event, 8));
      assertThat(tabs(source)).containsExactly(3, 4, 5, 6, 7, 8);
      seen = source.all("tab:update:v1");
    }
    for (int k = 0; k < seen.size(); k++) {
      assertThat(seen.get(k).id()).isEqualTo(seen.get(k).json().getString("id"));
      try (EventSource source = EventSource.open(ada, PATH, "Last-Event-ID: " + seen.get(k).id())) {
        source.is(200).await("stream:live:v1");
        assertThat(opening(source).getString("mode")).isEqualTo("complete");
        assertThat(tabs(source)).isEqualTo(IntStream.rangeClosed(4 + k, 8).boxed().toList());
      }
    }
  }

  @Test
  @DisplayName("says that events are lost, and gives what there is")
  void gap() {
    tabs(1, 1);
    String first;
    try (EventSource source = EventSource.open(ada, PATH)) {
      source.is(200).await("stream:live:v1");
      tabs(2, 2);
      first = source.await("tab:update:v1").id();
    }
    tabs(3, 30);
    for (String after : List.of(first, "garbage")) {
      try (EventSource source = EventSource.open(ada, PATH, "Last-Event-ID: " + after)) {
        source.is(200).await("stream:live:v1");
        assertThat(opening(source).getString("mode")).isEqualTo("gap");
        assertThat(opening(source).getString("reason"))
            .isEqualTo(after.equals(first) ? "backlog-truncated" : "position-invalid");
        assertThat(tabs(source)).isEqualTo(IntStream.rangeClosed(21, 30).boxed().toList());
      }
    }
  }

  @Test
  @DisplayName("brings along what happens to the user's jobs, as notices that nobody comes back to")
  void notices() {
    try (EventSource source = EventSource.open(ada, PATH)) {
      source.is(200).await("stream:live:v1");
      String id = ada.created("load.noop", new JsonObject());
      Event notice = source.await("job:completed:v1");
      assertThat(notice.id()).isNull();
      assertThat(notice.json().getBoolean("notice")).isTrue();
      assertThat(notice.json().getString("jobId")).isEqualTo(id);
      tabs(1, 1);
      assertThat(source.await("tab:update:v1").id()).isNotNull();
    }
  }

  @Test
  @DisplayName("is opened by a stream token that is for it, and by no other of the user's")
  void token() {
    JsonObject wish = new JsonObject().put("user", true);
    String token = ada.post("/api/tokens/stream", wish).is(200).json().getString("token");
    try (EventSource source =
        EventSource.open(service.anonymous(), PATH + "?access_token=" + token)) {
      source.is(200).await("stream:live:v1");
      tabs(1, 1);
      source.await("tab:update:v1");
    }
    String id = ada.waiting();
    service.anonymous().get("/api/jobs/" + id + "/events?access_token=" + token).is(404);
  }
}
