package io.jobwire.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jobwire.http.Client;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A command on the bridge and the same by HTTP")
class ParityTest {
  /** What two jobs that are the same but for their time and name differ in. */
  private static final Set<String> OWN =
      Set.of(
          "jobId",
          "position",
          "createdAt",
          "runAt",
          "startedAt",
          "finishedAt",
          "durationMs",
          "next");

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start(Map.of("limits.createsPerMinute", 0));
  }

  @AfterAll
  static void end() {
    service.close();
  }

  /** How a call goes over HTTP, given who calls and the body of the command. */
  private interface Http extends BiFunction<Client, JsonObject, Reply> {}

  private static Http onJob(String method, String path) {
    return (who, body) -> {
      JsonObject rest = body.copy();
      String id = String.valueOf(rest.remove("jobId"));
      String whole = "/api/jobs/" + id + path;
      return rest.isEmpty() && !path.equals("/signals")
          ? who.send(method, whole, null)
          : who.sendJson(method, whole, rest.encode());
    };
  }

  private static final Http CREATE = (who, body) -> who.post("/api/jobs", body);
  private static final Http GET = onJob("GET", "");
  private static final Http CANCEL = onJob("PATCH", "/cancel");
  private static final Http RESUME = onJob("POST", "/resume");
  private static final Http SIGNAL = onJob("POST", "/signals");
  private static final Http LIST =
      (who, body) -> {
        StringBuilder query = new StringBuilder("/api/jobs?x=");
        body.forEach(
            field -> query.append('&').append(field.getKey()).append('=').append(field.getValue()));
        return who.get(query.toString());
      };
  private static final Http SEARCH =
      (who, body) -> who.post("/api/jobs", body.copy().put("type", "search"));

  private static JsonObject o() {
    return new JsonObject();
  }

  private static JsonObject signal(String id) {
    return o().put("signalId", id).put("name", "go").put("payload", 1.50);
  }

  /** WAITING, ENDED, FOREIGN and NONE stand for jobs of these kinds, made anew for each side. */
  static Stream<Arguments> commands() {
    return Stream.of(
        arguments("jobs.create", CREATE, o().put("type", "load.noop").put("delayMs", 60_000)),
        arguments("jobs.create", CREATE, o().put("type", "load.noop").put("priority", 11)),
        arguments("jobs.create", CREATE, o().put("type", "nobody-does-this")),
        arguments("jobs.create", CREATE, o().put("type", "load.noop").put("owner", "x")),
        arguments("jobs.create", CREATE, o()),
        arguments(
            "jobs.create", CREATE, o().put("type", "load.noop").put("query", "q".repeat(10_001))),
        arguments(
            "jobs.create",
            CREATE,
            o().put("type", "load.noop").put("input", o().put("x", "y".repeat(300_000)))),
        arguments("jobs.get", GET, o().put("jobId", "WAITING")),
        arguments("jobs.get", GET, o().put("jobId", "ENDED")),
        arguments("jobs.get", GET, o().put("jobId", "FOREIGN")),
        arguments("jobs.get", GET, o().put("jobId", "NONE")),
        arguments("jobs.list", LIST, o().put("limit", 1).put("state", "completed")),
        arguments("jobs.list", LIST, o().put("limit", 0)),
        arguments("jobs.list", LIST, o().put("state", "sleeping")),
        arguments("jobs.list", LIST, o().put("cursor", "!!")),
        arguments("jobs.list", LIST, o().put("userId", "*")),
        arguments("jobs.cancel", CANCEL, o().put("jobId", "WAITING")),
        arguments("jobs.cancel", CANCEL, o().put("jobId", "WAITING").put("reason", "why")),
        arguments("jobs.cancel", CANCEL, o().put("jobId", "WAITING").put("reason", 5)),
        arguments("jobs.cancel", CANCEL, o().put("jobId", "ENDED")),
        arguments("jobs.cancel", CANCEL, o().put("jobId", "FOREIGN")),
        arguments("jobs.cancel", CANCEL, o().put("jobId", "NONE")),
        arguments("task.cancel", CANCEL, o().put("jobId", "WAITING")),
        arguments("task.cancel", CANCEL, o().put("jobId", "NONE")),
        arguments("jobs.resume", RESUME, o().put("jobId", "CANCELLED")),
        arguments("jobs.resume", RESUME, o().put("jobId", "WAITING")),
        arguments("jobs.resume", RESUME, o().put("jobId", "FOREIGN")),
        arguments("jobs.signal", SIGNAL, signal("s1").put("jobId", "WAITING")),
        arguments("jobs.signal", SIGNAL, signal("s1").put("jobId", "ENDED")),
        arguments("jobs.signal", SIGNAL, signal("s1").put("jobId", "FOREIGN")),
        arguments("jobs.signal", SIGNAL, o().put("jobId", "WAITING").put("name", "x")),
        arguments("search.start", SEARCH, o().put("query", "resume")),
        arguments("search.start", SEARCH, o().put("query", "")));
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("give the same answer, and refuse with the same status and code")
  void same(String address, Http http, JsonObject body) {
    Client ada = service.as("ada-" + System.nanoTime());
    Client other = service.as(ada.hashCode() + "-" + System.nanoTime());
    Reply byHttp = http.apply(ada, prepared(body, ada));
    try (BridgeClient client = BridgeClient.as(other.token(), service.port())) {
      JsonObject byBridge = client.ask(address, prepared(body, other));
      if (byHttp.status() < 300) {
        assertThat(byBridge.getString("type")).as(byBridge.encode()).isEqualTo("rec");
        Object answer = byBridge.getValue("body");
        assertThat(answer == null ? "" : plain((JsonObject) answer))
            .isEqualTo(byHttp.body().isEmpty() ? "" : plain(byHttp.json()));
      } else {
        assertThat(byBridge.getString("type")).as(byBridge.encode()).isEqualTo("err");
        assertThat(byBridge.getInteger("failureCode")).isEqualTo(byHttp.status());
        assertThat(byBridge.getString("message")).isEqualTo(byHttp.json().getString("code"));
      }
    }
  }

  private static JsonObject prepared(JsonObject body, Client who) {
    JsonObject prepared = body.copy();
    String kind = body.getString("jobId");
    if (kind != null) {
      prepared.put("jobId", job(kind, who));
    } else if ("completed".equals(body.getString("state"))) {
      job("ENDED", who);
    }
    return prepared;
  }

  private static String job(String kind, Client who) {
    return switch (kind) {
      case "WAITING" -> who.waiting();
      case "CANCELLED" -> {
        String id = who.waiting();
        who.cancel(id).is(200);
        yield id;
      }
      case "ENDED" -> {
        String id = who.created("load.noop", o());
        who.ended(id);
        yield id;
      }
      case "FOREIGN" -> service.as("somebody").waiting();
      default -> "nothing-of-this-name";
    };
  }

  private static String plain(JsonObject answer) {
    JsonObject plain = answer.copy();
    OWN.forEach(plain::remove);
    plain.remove("userId");
    if (plain.containsKey("jobs")) {
      return plain.getJsonArray("jobs").stream()
          .map(job -> plain((JsonObject) job))
          .toList()
          .toString();
    }
    return plain.encode();
  }
}
