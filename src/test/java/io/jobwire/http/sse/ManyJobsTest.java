package io.jobwire.http.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.jobwire.http.sse.EventSource.Event;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Many jobs on one connection")
class ManyJobsTest {
  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = Service.start(Map.of("bridge.heartbeatMs", 300));
    ada = service.as("ada");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String streamed(int chunks) {
    return ada.created("load.stream", new JsonObject().put("chunks", chunks));
  }

  /** Waits for an hour, and sleeps once it is put to work. */
  private static String sleeping() {
    return ada.created(
        new JsonObject()
            .put("type", "load.sleep")
            .put("input", new JsonObject().put("ms", 60_000))
            .put("delayMs", 3_600_000));
  }

  private static String path(List<String> ids) {
    return "/api/events?jobs=" + String.join(",", ids);
  }

  private static List<String> log(String id) {
    return Reply.objects(ada.whole(id).getJsonArray("events")).stream()
        .map(JsonObject::encode)
        .toList();
  }

  private static List<String> of(String id, List<Event> events) {
    return events.stream()
        .filter(Event::isNumbered)
        .map(Event::data)
        .filter(data -> new JsonObject(data).getString("jobId").equals(id))
        .toList();
  }

  private static List<String> join(List<String> one, List<String> other) {
    List<String> joined = new ArrayList<>(one);
    joined.addAll(other);
    return joined;
  }

  private static EventSource whole(String path, String... headers) {
    try (EventSource source = EventSource.open(ada, path, headers)) {
      return source.is(200).toTheEnd();
    }
  }

  @Test
  @DisplayName("are resumed at each point by one id, and every job goes on exactly")
  void everyPoint() {
    List<String> ids = List.of(streamed(4), streamed(1), streamed(7));
    Map<String, List<String>> logs = new LinkedHashMap<>();
    ids.forEach(
        id -> {
          ada.ended(id);
          logs.put(id, log(id));
        });
    EventSource all = whole(path(ids));
    ids.forEach(id -> assertThat(of(id, all.events())).isEqualTo(logs.get(id)));
    List<String> turned = List.of(ids.get(2), ids.get(0), ids.get(1));
    int points = 0;
    for (int i = 0; i < all.events().size() - 1; i++) {
      String point = all.events().get(i).id();
      if (point == null) {
        continue;
      }
      points++;
      List<Event> before = all.events().subList(0, i + 1);
      if (before.stream().filter(Event::isNumbered).count() == all.numbered().size()) {
        break; // what is left to say is that it is over
      }
      EventSource rest = whole(path(i % 2 == 0 ? ids : turned), "Last-Event-ID: " + point);
      for (String id : ids) {
        assertThat(join(of(id, before), of(id, rest.events()))).isEqualTo(logs.get(id));
      }
      assertThat(rest.all("stream:open:v1"))
          .allMatch(open -> open.json().getJsonObject("data").getString("mode").equals("complete"));
    }
    assertThat(points).isGreaterThanOrEqualTo(all.numbered().size());
    String end = all.events().get(all.events().size() - 1).id();
    try (EventSource again = EventSource.open(ada, path(ids), "Last-Event-ID: " + end)) {
      again.is(204);
    }
    try (EventSource again = EventSource.open(ada, path(turned) + "&after=" + end)) {
      again.is(204);
    }
  }

  @Test
  @DisplayName("say with each event which job it is of; an id stands only where one comes back to")
  void whose() {
    List<String> ids = List.of(streamed(2), streamed(3));
    ids.forEach(ada::ended);
    EventSource all = whole(path(ids) + "&start=snapshot");
    for (Event event : all.events()) {
      assertThat(event.json().getString("jobId")).isIn(ids);
      boolean last =
          event.type().equals("stream:output:v1")
              && event.json().getJsonObject("data").getBoolean("last");
      assertThat(event.id() != null)
          .as(event.toString())
          .isEqualTo(last || event.isNumbered() || event.type().equals("stream:end:v1"));
    }
    for (String type :
        List.of("stream:open:v1", "stream:snapshot:v1", "stream:live:v1", "stream:end:v1")) {
      assertThat(all.all(type).stream().map(event -> event.json().getString("jobId")))
          .as(type)
          .containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  @DisplayName("end with the last of them, and go on when one is put back to work")
  void end() {
    List<String> ids = List.of(sleeping(), sleeping());
    String end;
    try (EventSource source = EventSource.open(ada, path(ids))) {
      source.is(200).await("stream:live:v1");
      ada.cancel(ids.get(0)).is(200);
      source.await("stream:end:v1");
      ada.resume(ids.get(0)).is(200);
      source.await("job:resumed:v1");
      ada.cancel(ids.get(1)).is(200);
      source.await("stream:end:v1");
      ada.signal(ids.get(0), "s", "still", null).is(202);
      source.await("job:signal:v1");
      ada.cancel(ids.get(0)).is(200);
      source.toTheEnd();
      end = source.events().get(source.events().size() - 1).id();
      ids.forEach(id -> assertThat(of(id, source.events())).startsWith(log(id).get(0)));
    }
    ada.resume(ids.get(1)).is(200);
    try (EventSource source = EventSource.open(ada, path(ids), "Last-Event-ID: " + end)) {
      Event resumed = source.is(200).await("job:resumed:v1");
      assertThat(resumed.json().getString("jobId")).isEqualTo(ids.get(1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"garbage", "~", "~~", "0~0~0", "-", "a.1.b", "abc~a.1.b~c.2.d", "x~x~x~x~x~x~x~x"})
  @DisplayName("are each reset, and told so, at an id that is none of theirs")
  void garbage(String id) {
    List<String> ids = List.of(streamed(2), streamed(3));
    ids.forEach(ada::ended);
    resetAll(ids, id);
    resetAll(ids, "x".repeat(3_000));
  }

  private static void resetAll(List<String> ids, String lastEventId) {
    EventSource source = whole(path(ids), "Last-Event-ID: " + lastEventId);
    assertThat(source.all("stream:open:v1"))
        .hasSize(2)
        .allMatch(
            open ->
                "position-invalid".equals(open.json().getJsonObject("data").getString("reason")));
    assertThat(source.all("stream:snapshot:v1")).hasSize(2);
    String end = source.events().get(source.events().size() - 1).id();
    try (EventSource again = EventSource.open(ada, path(ids), "Last-Event-ID: " + end)) {
      again.is(204);
    }
  }

  @Test
  @DisplayName("are each reset at an id of other jobs, or one that was changed")
  void foreign() {
    List<String> ids = List.of(streamed(2), streamed(3));
    List<String> others = List.of(ids.get(0), streamed(1));
    others.forEach(ada::ended);
    ids.forEach(ada::ended);
    EventSource source = whole(path(others));
    String end = source.events().get(source.events().size() - 1).id();
    resetAll(ids, end);
    EventSource mine = whole(path(ids));
    String own = mine.events().get(mine.events().size() - 1).id();
    resetAll(ids, own.replaceFirst("\\.([0-9])\\.", ".1."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?jobs=", "?jobs=a,,b", "?jobs=a,a", "?jobs=a,b%20c", "?jobs=,a"})
  @DisplayName("are named once each, and are ids")
  void names(String query) {
    ada.get("/api/events" + query).isInvalidAt("jobs");
  }

  @Test
  @DisplayName("are at most 32")
  void most() {
    List<String> ids = IntStream.range(0, 33).mapToObj(i -> ada.waiting()).toList();
    ada.get(path(ids)).isInvalidAt("jobs");
    List<String> fit = ids.subList(0, 32);
    try (EventSource source = EventSource.open(ada, path(fit))) {
      source.is(200);
      while (source.all("stream:live:v1").size() < 32) {
        source.await("stream:live:v1");
      }
      ada.signal(fit.get(31), "s", "go", null).is(202);
      String id = source.await("job:signal:v1").id();
      assertThat(id).hasSizeLessThan(1_700);
      try (EventSource again = EventSource.open(ada, path(fit), "Last-Event-ID: " + id)) {
        again.is(200);
        ada.signal(fit.get(0), "s", "go", null).is(202);
        again.await("job:signal:v1");
        assertThat(again.numbered().stream().map(Event::type).collect(Collectors.toSet()))
            .containsExactly("job:signal:v1");
      }
    }
  }

  @Test
  @DisplayName("go on when one of them is deleted")
  void deleted() {
    List<String> ids = List.of(ada.waiting(), ada.waiting());
    try (EventSource source = EventSource.open(ada, path(ids))) {
      source.is(200).await("stream:live:v1");
      ada.cancel(ids.get(0)).is(200);
      source.await("stream:end:v1");
      ada.delete("/api/jobs/" + ids.get(0)).is(204);
      ada.signal(ids.get(1), "s", "go", null).is(202);
      source.await("job:signal:v1");
      ada.cancel(ids.get(1)).is(200);
      source.toTheEnd();
    }
  }
}
