package io.jobwire.http.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobwire.http.Client;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.jobwire.http.sse.EventSource.Event;
import io.jobwire.model.Fold;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A job's stream of server-sent events")
class EventStreamTest {
  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service =
        Service.start(
            Map.of(
                "backlog.events",
                60,
                "bridge.heartbeatMs",
                300,
                "origins",
                List.of("https://app.example.com")));
    ada = service.as("ada");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** Chunks, checkpoints, an attempt that is lost behind one of them, and an end. */
  private static String recorded(int chunks) {
    JsonObject input =
        new JsonObject()
            .put("chunks", chunks)
            .put("checkpointEvery", 3)
            .put("failAt", 5)
            .put("failAttempts", 1);
    String id =
        ada.created(
            new JsonObject()
                .put("type", "load.stream")
                .put("input", input)
                .put("backoff", new JsonObject().put("kind", "fixed").put("delayMs", 0)));
    ada.ended(id);
    return id;
  }

  private static String path(String id) {
    return "/api/jobs/" + id + "/events";
  }

  private static List<String> log(String id) {
    return Reply.objects(ada.whole(id).getJsonArray("events")).stream()
        .map(JsonObject::encode)
        .toList();
  }

  private static List<String> datas(List<Event> events) {
    return events.stream().map(Event::data).toList();
  }

  private static EventSource whole(String path, String... headers) {
    try (EventSource source = EventSource.open(ada, path, headers)) {
      return source.is(200).toTheEnd();
    }
  }

  @Test
  @DisplayName("is to the byte what the contract says: a type, an id where one comes back to, data")
  void bytes() {
    String id = recorded(7);
    List<String> log = log(id);
    EventSource source = whole(path(id));
    assertThat(source.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(source.header("Cache-Control")).contains("no-cache", "no-transform");
    assertThat(source.header("X-Accel-Buffering")).isEqualTo("no");
    assertThat(source.header("X-Content-Type-Options")).isEqualTo("nosniff");
    String last = new JsonObject(log.get(log.size() - 1)).getString("id");
    StringBuilder expected = new StringBuilder();
    expected
        .append("event: stream:open:v1\ndata: {\"control\":true,\"type\":\"stream:open:v1\",")
        .append("\"data\":{\"top\":")
        .append(log.size())
        .append(",\"first\":1,\"position\":\"")
        .append(last)
        .append("\",\"state\":\"completed\",\"attempt\":2,\"mode\":\"complete\",")
        .append("\"reason\":\"first\"}}\n\n");
    for (String text : log) {
      JsonObject event = new JsonObject(text);
      expected.append("event: ").append(event.getString("type")).append("\nid: ");
      expected.append(event.getString("id")).append("\ndata: ").append(text).append("\n\n");
    }
    expected
        .append("event: stream:live:v1\ndata: {\"control\":true,\"type\":\"stream:live:v1\",")
        .append("\"data\":{\"seq\":")
        .append(log.size())
        .append(",\"id\":\"")
        .append(last)
        .append("\"}}\n\nevent: stream:end:v1\nid: ")
        .append(last)
        .append("\ndata: {\"control\":true,\"type\":\"stream:end:v1\",")
        .append("\"data\":{\"state\":\"completed\"}}\n\n");
    assertThat(source.raw()).isEqualTo(expected.toString());
  }

  @Test
  @DisplayName("resumed after any of its events has exactly the rest, and so has the long poll")
  void everyPosition() {
    String id = recorded(9);
    List<String> canonical = log(id);
    assertThat(String.join("", canonical))
        .contains("job:checkpoint:v1", "job:retrying:v1", "model:chunk:v1", "job:completed:v1");
    for (int k = 0; k < canonical.size(); k++) {
      String after = k == 0 ? "0" : new JsonObject(canonical.get(k - 1)).getString("id");
      List<String> seen = canonical.subList(0, k);
      EventSource byHeader = whole(path(id) + "?after=garbage", "Last-Event-ID: " + after);
      assertThat(byHeader.events().get(0).json().getJsonObject("data").getString("mode"))
          .isEqualTo("complete");
      assertThat(joined(seen, datas(byHeader.numbered()))).isEqualTo(canonical);
      assertThat(joined(seen, datas(whole(path(id) + "?after=" + after).numbered())))
          .isEqualTo(canonical);
      for (int limit : new int[] {2, 500}) {
        assertThat(joined(seen, polled(id, after, limit))).isEqualTo(canonical);
      }
    }
  }

  private static List<String> joined(List<String> seen, List<String> rest) {
    List<String> joined = new ArrayList<>(seen);
    joined.addAll(rest);
    return joined;
  }

  private static List<String> polled(String id, String after, int limit) {
    List<String> rest = new ArrayList<>();
    JsonObject page;
    String next = after;
    do {
      page = ada.page(id, "limit=" + limit + "&after=" + next);
      Reply.objects(page.getJsonArray("events")).forEach(event -> rest.add(event.encode()));
      next = page.getString("next");
    } while (!page.getBoolean("ended"));
    return rest;
  }

  // snapshots

  private static ObjectNode folded(EventSource source) {
    Fold fold = new Fold();
    JsonNode snapshot = null;
    StringBuilder output = new StringBuilder();
    for (Event event : source.events()) {
      JsonNode json = Fold.parse(event.data());
      switch (event.type()) {
        case "stream:snapshot:v1" -> snapshot = json.get("data");
        case "stream:output:v1" -> {
          assertThat(json.get("data").get("offset").asInt()).isEqualTo(output.length());
          output.append(json.get("data").get("text").textValue());
          boolean last = json.get("data").get("last").booleanValue();
          assertThat(event.id() != null).isEqualTo(last);
          if (last) {
            assertThat(event.id()).isEqualTo(snapshot.get("position").textValue());
            ((ObjectNode) snapshot).put("output", output.toString());
            fold = Fold.from(snapshot);
          }
        }
        default -> {
          if (event.isNumbered()) {
            assertThat(event.id()).isEqualTo(json.get("id").textValue());
            fold.after(json);
          } else {
            assertThat(event.id() != null).isEqualTo(event.type().equals("stream:end:v1"));
          }
        }
      }
    }
    return fold.view();
  }

  private static ObjectNode view(String id) {
    return Fold.foldable(Fold.parse(ada.whole(id).encode()));
  }

  @Test
  @DisplayName("asked for a snapshot, or trimmed past the position, folds to the same view")
  void snapshots() {
    String whole = recorded(9);
    assertThat(folded(whole(path(whole)))).isEqualTo(view(whole));
    EventSource asked = whole(path(whole) + "?start=snapshot");
    assertThat(reason(asked)).isEqualTo("asked");
    assertThat(asked.numbered()).isEmpty();
    assertThat(folded(asked)).isEqualTo(view(whole));
    String trimmed = recorded(200);
    EventSource first = whole(path(trimmed));
    assertThat(reason(first)).isEqualTo("first");
    assertThat(folded(first)).isEqualTo(view(trimmed));
    String epoch = ada.view(trimmed).getString("position").replaceFirst("\\..*", "");
    EventSource truncated = whole(path(trimmed), "Last-Event-ID: " + epoch + ".7.abc");
    assertThat(reason(truncated)).isEqualTo("backlog-truncated");
    assertThat(folded(truncated)).isEqualTo(view(trimmed));
  }

  private static String reason(EventSource source) {
    return source.events().get(0).json().getJsonObject("data").getString("reason");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "-1", "a.1", "a.18446744073709551616.b", "*", "{}", "a~b~c"})
  @DisplayName("is a declared reset, never an error, at what is no position")
  void invalid(String after) {
    String id = recorded(5);
    EventSource source = whole(path(id), "Last-Event-ID: " + after);
    assertThat(reason(source)).isEqualTo("position-invalid");
    assertThat(folded(source)).isEqualTo(view(id));
  }

  @Test
  @DisplayName("where it is resumed by an id, does not begin again with the snapshot it began with")
  void snapshotOnce() {
    String id = recorded(5);
    List<String> log = log(id);
    String after = new JsonObject(log.get(3)).getString("id");
    EventSource source = whole(path(id) + "?start=snapshot", "Last-Event-ID: " + after);
    assertThat(datas(source.numbered())).isEqualTo(log.subList(4, log.size()));
  }

  // live

  @Test
  @DisplayName("tells what happens as it happens, beats in between, and ends after the end")
  void live() {
    String id = ada.waiting();
    try (EventSource source = EventSource.open(ada, path(id))) {
      source.is(200).await("stream:live:v1");
      ada.signal(id, "s", "go", null).is(202);
      Event signal = source.await("job:signal:v1");
      assertThat(signal.id()).isEqualTo(signal.json().getString("id"));
      Event beat = source.await("stream:live:v1");
      assertThat(beat.json().getJsonObject("data").getString("id")).isEqualTo(signal.id());
      assertThat(beat.id()).isNull();
      ada.cancel(id).is(200);
      source.toTheEnd();
      assertThat(source.events().get(source.events().size() - 1).type()).isEqualTo("stream:end:v1");
      assertThat(datas(source.numbered())).isEqualTo(log(id));
    }
  }

  @Test
  @DisplayName("answers 204 to who holds all of an ended job, until something new has come")
  void nothingMore() {
    String id = ada.waiting();
    ada.cancel(id).is(200);
    EventSource source = whole(path(id));
    String end = source.events().get(source.events().size() - 1).id();
    assertThat(end).isEqualTo(ada.view(id).getString("position"));
    for (String[] way :
        new String[][] {
          {path(id), "Last-Event-ID: " + end},
          {path(id) + "?after=" + end, "X-Nothing: 1"},
          {"/api/events?jobs=" + id, "Last-Event-ID: " + end}
        }) {
      try (EventSource again = EventSource.open(ada, way[0], way[1])) {
        again.is(204);
      }
    }
    ada.resume(id).is(200);
    try (EventSource again = EventSource.open(ada, path(id), "Last-Event-ID: " + end)) {
      again.is(200).await("job:resumed:v1");
    }
  }

  // how it is asked for

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/event-stream | true",
        "Text/Event-Stream; charset=utf-8 | true",
        "text/event-stream, */*;q=0.1 | true",
        "application/json;q=0.9, text/event-stream | true",
        "application/json, text/event-stream;q=0.5 | false",
        "text/event-stream;q=0 | false",
        "application/json | false",
        "*/* | false",
        "text/* | false",
        "text/event-streams | false"
      })
  @DisplayName("is for who names it in Accept and does not rather want JSON")
  void accept(String accept, boolean events) {
    String id = recorded(5);
    Reply reply = ada.get(path(id), "Accept", accept).is(200);
    assertThat(reply.header("Content-Type"))
        .isEqualTo(events ? "text/event-stream" : "application/json");
  }

  @Test
  @DisplayName("is refused before it begins like every other call")
  void refused() {
    String id = ada.waiting();
    String[] events = {"Accept", "text/event-stream"};
    Client bob = service.as("bob");
    bob.get(path(id), events).isProblem(404, "not_found");
    bob.get(path("nowhere"), events).isProblem(404, "not_found");
    bob.get(path("no%20id"), events).isProblem(404, "not_found");
    bob.get(path(id), "Accept", "text/event-stream", "Last-Event-ID", "garbage")
        .isProblem(404, "not_found");
    bob.get("/api/events?jobs=" + id + ",nowhere").isProblem(404, "not_found");
    service.anonymous().get(path(id), events).isProblem(401, "unauthorized");
    service.as("ada", "jobs:write").get(path(id), events).isProblem(403, "forbidden");
    service.as("ada", "admin").get("/api/users/me/events").isProblem(403, "forbidden");
    ada.get(path(id) + "?start=now", events).isInvalidAt("start");
    ada.get(path(id) + "?after=1&after=2", events).isInvalidAt("after");
    ada.post(path(id)).isProblem(405, "method_not_allowed");
    ada.send("HEAD", path(id), null, events).is(405);
  }

  @Test
  @DisplayName("is the same bytes to a proxy that speaks HTTP/1.0, ended with the connection")
  void oldHttp() throws IOException {
    String id = recorded(5);
    try (Socket socket = new Socket("127.0.0.1", ada.port())) {
      String head =
          "GET " + path(id) + " HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n";
      String whole = head + "Authorization: Bearer " + ada.token() + "\r\n\r\n";
      socket.getOutputStream().write(whole.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).isEqualTo(whole(path(id)).raw());
    }
  }

  @Test
  @DisplayName("is for pages of allowed origins, as every answer is")
  void cors() {
    String id = recorded(5);
    EventSource source = whole(path(id), "Origin: https://app.example.com");
    assertThat(source.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
    assertThat(
            whole(path(id), "Origin: https://evil.example").header("Access-Control-Allow-Origin"))
        .isNull();
  }

  @Test
  @DisplayName("shows an administrator the jobs of all")
  void admin() {
    String id = recorded(5);
    try (EventSource source = EventSource.open(service.admin(), path(id))) {
      assertThat(datas(source.is(200).toTheEnd().numbered())).isEqualTo(log(id));
    }
  }

  @Test
  @DisplayName("ends when its job is deleted")
  void deleted() {
    String id = ada.waiting();
    try (EventSource source = EventSource.open(ada, path(id))) {
      source.is(200).await("stream:live:v1");
      ada.cancel(id).is(200);
      source.toTheEnd();
      ada.delete("/api/jobs/" + id).is(204);
    }
    ada.get(path(id), "Accept", "text/event-stream").isProblem(404, "not_found");
  }

  // one who does not read

  @Test
  @DisplayName("costs a reader who stops nobody else, and tells him all in the end")
  void stalled() {
    JsonObject input = new JsonObject().put("chunks", 600).put("bytes", 20_000).put("as", "event");
    String id =
        ada.created(
            new JsonObject().put("type", "load.stream").put("input", input).put("delayMs", 300));
    try (EventSource stalled = EventSource.open(ada, 4_096, path(id));
        EventSource healthy = EventSource.open(ada, path(id))) {
      stalled.is(200);
      healthy.is(200).toTheEnd();
      assertThat(ada.view(id).getString("state")).isEqualTo("completed");
      stalled.toTheEnd();
      assertThat(folded(stalled)).isEqualTo(view(id));
      assertThat(folded(healthy)).isEqualTo(view(id));
      assertThat(stalled.all("stream:open:v1")).hasSizeGreaterThan(1);
    }
  }
}
